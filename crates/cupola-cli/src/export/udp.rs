//! DIS as datagrams, when it happens: to this machine or a group, and elsewhere only where that is said.

use clap::Args;
use cupola::command::Failure;
use cupola::exchange::dis::Sent;
use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::time::{Duration, Instant};

/// All on this machine's own network.
const LOOPBACK_BROADCAST: Ipv4Addr = Ipv4Addr::new(127, 255, 255, 255);

/// Options of `--udp`.
#[derive(Debug, Clone, Args)]
pub struct UdpArgs {
    /// Networks that datagrams to a group may pass: 0 this machine, 1 this network, to 255 [default: 1]
    #[arg(long, value_name = "N", allow_negative_numbers = true, requires = "udp")]
    ttl: Option<u8>,
    /// So many times as fast as it happens, 0.01 to 1000
    #[arg(long, value_name = "X", default_value_t = 1.0, allow_negative_numbers = true, requires = "udp")]
    speed: f64,
    /// Send to one other machine, which is not asked whether it wants it
    #[arg(long, requires = "udp")]
    to_another_machine: bool,
}

/// Where to, if it may be; else every fault.
pub fn address(text: &str, args: &UdpArgs) -> Result<SocketAddrV4, Vec<String>> {
    let speed =
        (!(0.01..=1_000.0).contains(&args.speed)).then(|| format!("--speed {}: allowed: 0.01 to 1000", args.speed));
    let address = text.parse::<SocketAddrV4>().ok();
    let place = match address.map(|address| (*address.ip(), address.port())) {
        None => Some(format!("--udp {text}: allowed: ADDRESS:PORT as 127.0.0.1:3000 or 239.1.2.3:3000")),
        Some((ip, port)) if ip.is_broadcast() || ip == LOOPBACK_BROADCAST || ip.is_unspecified() || port == 0 => {
            Some(format!("--udp {text}: allowed: one machine or a group, and a port from 1"))
        }
        Some((ip, _)) if !(ip.is_loopback() || ip.is_multicast() || args.to_another_machine) => Some(format!(
            "--udp {text}: is another machine; allowed: 127.0.0.1, a group, or --to-another-machine beside it"
        )),
        Some((ip, _)) if args.ttl.is_some() && !ip.is_multicast() => {
            Some(format!("--ttl: {ip} is no group; allowed: beside a group as 239.1.2.3:3000"))
        }
        Some(_) => None,
    };
    let faults: Vec<String> = speed.into_iter().chain(place).collect();
    address.filter(|_| faults.is_empty()).ok_or(faults)
}

/// Sends each unit as a datagram at its time.
pub fn send(address: SocketAddrV4, args: &UdpArgs, all: &[Sent]) -> Result<(), Failure> {
    let from = if address.ip().is_loopback() { Ipv4Addr::LOCALHOST } else { Ipv4Addr::UNSPECIFIED };
    let failed = |error: std::io::Error| Failure::other(format!("--udp {address}: {error}"));
    let socket = UdpSocket::bind((from, 0)).map_err(failed)?;
    if address.ip().is_multicast() {
        socket.set_multicast_ttl_v4(u32::from(args.ttl.unwrap_or(1))).map_err(failed)?;
    }
    let began = Instant::now();
    for unit in all {
        let due = Duration::from_secs_f64(unit.time_s.max(0.0) / args.speed);
        std::thread::sleep(due.saturating_sub(began.elapsed()));
        socket.send_to(&unit.bytes, address).map_err(failed)?;
    }
    eprintln!("{} units sent to {address} in {:.1} s", all.len(), began.elapsed().as_secs_f64());
    Ok(())
}
