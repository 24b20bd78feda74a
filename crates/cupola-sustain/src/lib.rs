//! Days, stocks, orders, lines, transfers, agreements; knows no threat.
