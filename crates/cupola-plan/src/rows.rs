//! Rows and columns of a mixed-integer programme, and who solves it: `microlp`, in Rust alone, or with the feature `highs`
//! HiGHS, which needs CMake, a C++ compiler and libclang to build.

/// A column: what is to be chosen, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column(usize);

/// A sum of columns, each times a number.
pub type Terms = Vec<(Column, f64)>;

/// What a column may be.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Domain {
    /// From 0 to this.
    UpTo(f64),
    /// 0 or 1.
    Choice,
}

/// Which way a row is bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    AtMost,
    AtLeast,
}

/// A programme to be made as cheap as it can be.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    columns: Vec<(f64, Domain)>,
    rows: Vec<(Terms, Bound, f64)>,
}

impl Rows {
    /// A column of 0 or more, at a price each.
    pub fn amount(&mut self, price: f64) -> Column {
        self.column(price, Domain::UpTo(f64::INFINITY))
    }

    /// A column from 0 to a number, at a price each.
    pub fn amount_to(&mut self, price: f64, most: f64) -> Column {
        self.column(price, Domain::UpTo(most))
    }

    /// A column of 0 or 1, at a price.
    pub fn choice(&mut self, price: f64) -> Column {
        self.column(price, Domain::Choice)
    }

    fn column(&mut self, price: f64, domain: Domain) -> Column {
        self.columns.push((price, domain));
        Column(self.columns.len() - 1)
    }

    /// The sum must not be above.
    pub fn at_most(&mut self, terms: impl IntoIterator<Item = (Column, f64)>, most: f64) {
        self.rows.push((terms.into_iter().collect(), Bound::AtMost, most));
    }

    /// The sum must not be below.
    pub fn at_least(&mut self, terms: impl IntoIterator<Item = (Column, f64)>, least: f64) {
        self.rows.push((terms.into_iter().collect(), Bound::AtLeast, least));
    }

    /// The cheapest values of all columns.
    ///
    /// # Errors
    /// What the solver says, where it finds none.
    pub fn cheapest(&self) -> Result<Values, String> {
        #[cfg(feature = "highs")]
        return self.by_highs();
        #[cfg(not(feature = "highs"))]
        self.by_microlp()
    }

    #[cfg(any(test, not(feature = "highs")))]
    fn by_microlp(&self) -> Result<Values, String> {
        use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let add = |(price, domain): &(f64, Domain)| match domain {
            Domain::UpTo(most) => problem.add_var(*price, (0.0, *most)),
            Domain::Choice => problem.add_binary_var(*price),
        };
        let variables: Vec<Variable> = self.columns.iter().map(add).collect();
        for (terms, bound, limit) in &self.rows {
            let terms: Vec<(Variable, f64)> = terms.iter().map(|(column, by)| (variables[column.0], *by)).collect();
            let op = if *bound == Bound::AtMost { ComparisonOp::Le } else { ComparisonOp::Ge };
            problem.add_constraint(terms, op, *limit);
        }
        let outcome = problem.solve().map_err(|error| error.to_string())?;
        let solution = outcome.solution().expect("without a limit of time or nodes nothing interrupts the solver");
        Ok(Values(variables.iter().map(|variable| solution.var_value(*variable)).collect()))
    }

    #[cfg(feature = "highs")]
    fn by_highs(&self) -> Result<Values, String> {
        use highs::{Col, HighsModelStatus, RowProblem, Sense};
        let mut problem = RowProblem::default();
        let add = |(price, domain): &(f64, Domain)| match domain {
            Domain::UpTo(most) => problem.add_column(*price, 0.0..=*most),
            Domain::Choice => problem.add_integer_column(*price, 0.0..=1.0),
        };
        let variables: Vec<Col> = self.columns.iter().map(add).collect();
        for (terms, bound, limit) in &self.rows {
            let terms = terms.iter().map(|(column, by)| (variables[column.0], *by));
            match bound {
                Bound::AtMost => problem.add_row(..=*limit, terms),
                Bound::AtLeast => problem.add_row(*limit.., terms),
            }
        }
        let mut model = problem.optimise(Sense::Minimise);
        // One thread and no gap, so that the same programme has the same answer.
        model.set_option("threads", 1);
        model.set_option("mip_rel_gap", 0.0);
        let solved = model.solve();
        match solved.status() {
            HighsModelStatus::Optimal => Ok(Values(solved.get_solution().columns().to_vec())),
            status => Err(format!("{status:?}")),
        }
    }
}

/// A value for each column.
#[derive(Debug, Clone, PartialEq)]
pub struct Values(Vec<f64>);

impl Values {
    /// Of one column; never below 0.
    pub fn of(&self, column: Column) -> f64 {
        self.0[column.0].max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cupola_core::{EntityKey, Purpose, Seed, Stream};

    /// Plants that are built or not, each with a price a unit and a capacity, against one demand.
    struct Plants {
        rows: Rows,
        build_price: Vec<f64>,
        unit_price: Vec<f64>,
        capacity: Vec<f64>,
        demand: f64,
    }

    impl Plants {
        fn drawn(seed: u64) -> Self {
            let stream = Stream::of_run(Seed(seed), 0);
            let mut index = 0;
            let mut between = |least: f64, most: f64| {
                index += 1;
                least + (most - least) * stream.uniform(EntityKey::of("plants"), Purpose::Input, index)
            };
            let mut of = |least, most| (0..7).map(|_| between(least, most)).collect::<Vec<f64>>();
            let (build_price, unit_price, capacity) = (of(1.0, 90.0), of(1.0, 5.0), of(5.0, 40.0));
            let demand = 0.6 * capacity.iter().sum::<f64>();
            let mut rows = Rows::default();
            let mut supplied = Terms::new();
            for plant in 0..7 {
                let made = rows.amount(unit_price[plant]);
                let built = rows.choice(build_price[plant]);
                rows.at_most([(made, 1.0), (built, -capacity[plant])], 0.0);
                supplied.push((made, 1.0));
            }
            rows.at_least(supplied, demand);
            Self { rows, build_price, unit_price, capacity, demand }
        }

        /// By trying every set of plants: those that are cheapest a unit make all they can.
        fn cheapest(&self) -> f64 {
            let of_set = |set: u32| {
                let mut order: Vec<usize> = (0..7).filter(|plant| set >> plant & 1 == 1).collect();
                order.sort_by(|a, b| self.unit_price[*a].total_cmp(&self.unit_price[*b]));
                let (mut left, mut price) = (self.demand, 0.0);
                for plant in order {
                    let made = left.min(self.capacity[plant]);
                    left -= made;
                    price += self.build_price[plant] + made * self.unit_price[plant];
                }
                if left > 1e-9 { f64::INFINITY } else { price }
            };
            (0..1 << 7).map(of_set).fold(f64::INFINITY, f64::min)
        }

        fn price(&self, values: &Values) -> f64 {
            let each = self.rows.columns.iter().enumerate();
            each.map(|(column, (price, _))| price * values.of(Column(column))).sum()
        }
    }

    #[test]
    fn the_cheapest_plants_are_those_of_trying_every_set() {
        for seed in 0..40 {
            let plants = Plants::drawn(seed);
            let found = plants.price(&plants.rows.by_microlp().expect("there is one"));
            let tried = plants.cheapest();
            assert!((found - tried).abs() < 1e-6 * tried, "seed {seed}: {found} against {tried}");
        }
    }

    #[cfg(feature = "highs")]
    #[test]
    fn both_solvers_find_the_same_price() {
        for seed in 0..40 {
            let plants = Plants::drawn(seed);
            let found = plants.price(&plants.rows.by_highs().expect("there is one"));
            let tried = plants.cheapest();
            assert!((found - tried).abs() < 1e-6 * tried, "seed {seed}: {found} against {tried}");
        }
    }

    #[test]
    fn what_cannot_be_met_is_said() {
        let mut rows = Rows::default();
        let made = rows.amount(1.0);
        rows.at_most([(made, 1.0)], 1.0);
        rows.at_least([(made, 1.0)], 2.0);
        assert!(rows.cheapest().is_err());
    }
}
