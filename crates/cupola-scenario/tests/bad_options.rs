//! `[[option]]`s that cannot be, and numbers that cannot be added to.

mod common;

use common::{Folder, GOOD};
use cupola_scenario::{Change, Source, bundled, load, load_changed, resolve};

fn faults_of(text: &str, sets: &[&str]) -> String {
    let folder = Folder::new("options");
    let path = folder.write("scenario.toml", text);
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    load(Source::Path(&path), &sets).err().map_or(String::new(), |faults| faults.to_string())
}

#[test]
fn every_fault_of_an_option_is_named() {
    let cost = "[cost]\nhorizon_years = 5\n";
    let good = "set = [\"battery.fort.channels+=1\"]\nonce_musd = 5\n";
    let with = |option: &str| format!("{GOOD}\n{cost}[[option]]\nid = \"more\"\n{option}");
    assert_eq!(faults_of(&with(good), &[]), "");
    for (option, words) in [
        ("set = [\"battery.fort.channels+=1\"]\n", "option.more: costs nothing"),
        ("set = [\"battery.fort.channels+=1\"]\nonce_musd = 0\n", "option.more: costs nothing"),
        ("set = [\"battery.fort.channels+=1\"]\nonce_musd = -5\n", "option.more.once_musd: -5 is not allowed"),
        ("set = [\"battery.fort.channels+=1\"]\nper_year_musd = -5\n", "option.more.per_year_musd: -5 is not allowed"),
        ("set = []\nonce_musd = 5\n", "option.more.set: changes nothing"),
        (
            "set = [\"battery.fort.channels\"]\nonce_musd = 5\n",
            "option.more.set: \"battery.fort.channels\" is no change",
        ),
        ("once_musd = 5\n", "option.more.set: is missing"),
        (&format!("{good}times = 0\n"), "option.more.times: 0 is outside what is allowed"),
        (&format!("{good}price = 3\n"), "option.more.price: unknown key"),
        (&format!("{good}[[option]]\nid = \"more\"\n{good}"), "there are two of option \"more\""),
    ] {
        let faults = faults_of(&with(option), &[]);
        assert!(faults.contains(words), "{words}\n{faults}");
    }
}

#[test]
fn an_option_needs_a_way_to_count_money() {
    let text = format!("{GOOD}\n[[option]]\nid = \"more\"\nset = [\"battery.fort.channels+=1\"]\nonce_musd = 5\n");
    assert!(faults_of(&text, &[]).contains("option.more: costs money, and nothing says how that is counted"));
}

#[test]
fn a_number_is_added_to_each_end_of_a_range() {
    let tutorial = |sets: &[&str]| {
        let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
        load(resolve("tutorial"), &sets).unwrap().world
    };
    let range = |sets: &[&str], key: &str| {
        let range = tutorial(sets).inputs.iter().find(|input| input.key == key).unwrap().range;
        [range.low, range.likely, range.high]
    };
    let (stock, one) = ("stock.coastland.pac3.quantity", "battery.harbour-battery.load.pac3-mse.launchers");
    assert_eq!(range(&["stock.coastland.pac3.quantity+=12"], stock), [52.0, 72.0, 102.0]);
    assert_eq!(
        range(&["stock.coastland.pac3.quantity +=12", "stock.coastland.pac3.quantity+=-2"], stock),
        [50.0, 70.0, 100.0]
    );
    assert_eq!(range(&["battery.harbour-battery.launchers+=1"], one), [3.0; 3]);
    assert_eq!(tutorial(&["battery.harbour-battery.count+=1"]).batteries.len(), 2);
}

#[test]
fn what_is_no_number_is_not_added_to() {
    for (set, words) in [
        ("battery.fort.nation+=1", "`+=` adds a number to a number or a range that is written; there is \"coastland\""),
        ("battery.fort.channels+=many", "`+=` adds a number"),
        ("battery.fort.until+=1", "nothing is written there"),
    ] {
        let faults = faults_of(GOOD, &[set]);
        assert!(faults.contains(words), "{set}\n{faults}");
    }
}

#[test]
fn the_options_of_bundled_scenarios_can_be_bought() {
    let mut num = 0;
    for bundled in bundled() {
        let world = load(resolve(bundled.name), &[]).unwrap().world;
        for option in world.cost.iter().flat_map(|cost| &cost.options) {
            let sets = (0..option.times).flat_map(|_| &option.set);
            let changes: Vec<Change<'_>> = sets.map(|text| Change { option: &option.id, text }).collect();
            let bought = load_changed(resolve(bundled.name), &changes);
            assert!(bought.is_ok(), "{}: {}", option.id, bought.unwrap_err());
            num += 1;
        }
    }
    assert!(num > 5, "japan-2028 has some");
}

#[test]
fn a_run_does_not_rest_on_the_price_of_an_option() {
    let world = load(resolve("japan-2028"), &[]).unwrap().world;
    assert!(!world.cost.as_ref().unwrap().options.is_empty());
    assert!(world.inputs.iter().all(|input| !input.key.starts_with("option.")));
}
