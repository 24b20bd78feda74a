//! A decision of battle management in plain lines: who fired and why not another.

use cupola_sim::why::{Candidate, Decision, LauncherId, Offer, Verdict};
use cupola_sim::world::{Draws, Input, InputId, World};
use std::fmt::Write;

/// The world and the moment a story begins.
pub struct Telling<'a> {
    /// World.
    pub world: &'a World,
    /// Launch of the threat (s since the raid began).
    pub began_s: f64,
}

impl Telling<'_> {
    /// Minutes and seconds since the launch.
    pub fn clock(&self, time_s: f64) -> String {
        let after_s = ((time_s - self.began_s) * 10.0).round() / 10.0;
        format!("{:>3}:{:04.1}", (after_s / 60.0).floor(), after_s.rem_euclid(60.0))
    }

    /// Lines that say what was decided: first what was fired, then what else could have been, then who could not.
    pub fn decision(&self, decision: &Decision) -> String {
        let mut text = String::new();
        let num = decision.candidates.len();
        let rule = decision.rule.word();
        let at = self.clock(decision.time_s);
        let reach = format!("{num} launcher{} in reach", if num == 1 { "" } else { "s" });
        let heading = match decision.taken() {
            Some(_) if decision.is_fired() => format!("rule `{rule}`, {reach}"),
            Some(_) => format!("at {} a shot was planned (rule `{rule}`, {reach}) and never came to be", at.trim()),
            None if num == 0 => format!("at {} no launcher could ever meet it", at.trim()),
            None if decision.candidates.iter().any(|c| c.offer.is_some()) => {
                format!("at {} no shot was taken (rule `{rule}`, {reach})", at.trim())
            }
            None => format!("at {} nothing could be fired ({reach})", at.trim()),
        };
        let _ = writeln!(text, "     {heading}");
        let mut able: Vec<(&Candidate, &Offer)> =
            decision.candidates.iter().filter_map(|c| c.offer.as_ref().map(|o| (c, o))).collect();
        able.sort_by(|a, b| {
            let rank = |c: &Candidate| u8::from(!matches!(c.verdict, Verdict::Fired | Verdict::Planned));
            rank(a.0).cmp(&rank(b.0)).then(a.1.intercept_s.total_cmp(&b.1.intercept_s))
        });
        if !able.is_empty() {
            let _ = writeln!(
                text,
                "       {:47} {:>6} {:>5} {:>7} {:>7} {:>5} {:>5} {:>5}",
                "", "rounds", "kill", "launch", "meets", "km up", "km/s", "M$"
            );
        }
        for (candidate, offer) in &able {
            let _ = writeln!(text, "{}", self.offer(candidate, offer));
        }
        let mut barred: Vec<(Verdict, Vec<String>)> = Vec::new();
        for candidate in decision.candidates.iter().filter(|c| c.offer.is_none()) {
            match barred.iter_mut().find(|(verdict, _)| *verdict == candidate.verdict) {
                Some((_, names)) => names.push(self.name(candidate)),
                None => barred.push((candidate.verdict, vec![self.name(candidate)])),
            }
        }
        for (verdict, names) in barred {
            let (listed, more) = names.split_at(names.len().min(3));
            let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
            let _ = writeln!(text, "     · {}{more}: {}", listed.join(", "), verdict.words());
        }
        text
    }

    /// A salvo on one line, what became of it and what set its launch on the next where it is more than being later.
    fn offer(&self, candidate: &Candidate, offer: &Offer) -> String {
        let salvo = offer.salvo_kill_probability;
        let mut name = self.name(candidate);
        if name.chars().count() > 47 {
            name = name.chars().take(46).chain(['…']).collect();
        }
        let closing =
            if offer.closing_m_s.is_finite() { format!("{:.1}", offer.closing_m_s / 1e3) } else { String::new() };
        let line = format!(
            "     {} {name:47} {:>6} {salvo:>5.2} {:>7} {:>7} {:>5.0} {closing:>5} {:>5.1}",
            if matches!(candidate.verdict, Verdict::Fired | Verdict::Planned) { '>' } else { '·' },
            offer.rounds,
            self.clock(offer.launch_s).trim(),
            self.clock(offer.intercept_s).trim(),
            offer.altitude_m / 1e3,
            offer.price_usd / 1e6,
        );
        match candidate.verdict {
            Verdict::Later => line,
            Verdict::Fired | Verdict::Planned => format!(
                "{line}\n         {}: a round kills with {:.2} (hand-over {:.2}){}, launched as soon as {}; {} left",
                candidate.verdict.words(),
                offer.kill_probability,
                offer.handover_probability,
                if offer.objects > 1 {
                    format!(", {} objects are taken in turn", offer.objects)
                } else {
                    String::new()
                },
                offer.bound.words(),
                offer.rounds_left
            ),
            other => format!("{line}\n         {}", other.words()),
        }
    }

    fn name(&self, candidate: &Candidate) -> String {
        let launcher = match candidate.launcher {
            LauncherId::Battery(index) => &self.world.batteries[index as usize].name,
            LauncherId::Orbit(index) => &self.world.constellations[index as usize].name,
        };
        format!("{launcher}, {}", self.world.interceptors[candidate.interceptor].id)
    }
}

/// The delays between the links of every chain in this world, each with what it rests on.
pub fn delays(world: &World, draws: &Draws) -> String {
    let d = &world.doctrine;
    let links: [(&str, InputId); 6] = [
        ("firm track to authority", d.authority_s),
        ("authority to launch command", d.command_s),
        ("launch command to launch", d.launch_s),
        ("one launch of a battery to its next", d.launch_interval_s),
        ("intercept to kill assessment", d.assess_s),
        ("a nation's own network", d.own_latency_s),
    ];
    let mut text = String::from("\n  delays in this run\n");
    for (name, id) in links {
        let Input { range, grade, note, sources, .. } = &world.inputs[id.0 as usize];
        let note = note.strip_prefix("assumed: ").unwrap_or(note);
        let from = sources.first().map_or(note, String::as_str);
        let from = if from.is_empty() { String::new() } else { format!(": {from}") };
        let _ = writeln!(
            text,
            "    {name:36} {:>5.1} s   {} / {} / {}, {}{from}",
            draws.get(id),
            range.low,
            range.likely,
            range.high,
            grade.word()
        );
    }
    text
}
