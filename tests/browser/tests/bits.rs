//! The page computes the same bits as the native build: every number of every report and figure.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use browser_tests::Page;
use riskset::data::{Roles, Sheet};
use riskset::figure::packed::unpack;
use riskset::figure::{Figure, Forest};
use riskset::math::ln;
use riskset::report::counts::counts;
use riskset::report::figure::forest::of_model;
use riskset::report::{Options, analyze};
use serde_json::{Value, json};

/// In the page: the core, and how what it gives travels. A number travels as the sixteen digits of its bits
/// after `#`, a string after `'`, bytes after `%`; JSON itself would lose the sign of zero and what is not finite.
const CORE: &str = "
    const folder = new URL('pkg/', location.href).href;
    const { init, Sheet, analyze_counts: counts } = await import(`${folder}riskset.js`);
    const { wasmBytes } = await import(`${folder}wasm.js`);
    await init({ module_or_path: await wasmBytes() });
    const view = new DataView(new ArrayBuffer(8));
    const bits = (number) => {
      view.setFloat64(0, number);
      return '#' + view.getBigUint64(0).toString(16).padStart(16, '0');
    };
    const coded = (value) => {
      if (typeof value === 'number') return bits(value);
      if (typeof value === 'string') return `'${value}`;
      if (typeof value === 'bigint') throw new Error('a bigint');
      if (value === undefined) throw new Error('undefined');
      if (value instanceof Uint8Array) return '%' + Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('');
      if (Array.isArray(value)) return value.map(coded);
      if (value === null || typeof value === 'boolean') return value;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, coded(inner)]));
    };";

/// The same door to the same core as here: patient data, then counts.
const ANSWER: &str = "
    const [text, roles, options] = args;
    const sheet = new Sheet(text);
    const guess = sheet.guess();
    const answers = options.map((one) => sheet.analyze(roles ?? guess, one));
    const all = { overview: sheet.overview(), guess, answers };
    sheet.free();
    return JSON.stringify(coded(all));";
const COUNTS: &str = "
    const [text, options] = args;
    return JSON.stringify(coded(options.map((one) => counts(text, one))));";

/// A figure that travelled as bytes, and the forest plot as it stands beside its bytes.
fn unpacked(hex: &str) -> Option<Value> {
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes = hex.strip_prefix('%')?.as_bytes().chunks(2).map(byte).collect::<Option<Vec<u8>>>()?;
    let figure = unpack::<Figure>(&bytes).map(serde_json::to_value);
    figure.or_else(|| unpack::<Forest>(&bytes).map(serde_json::to_value))?.ok()
}

/// Strings as they travel.
fn coded(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(format!("'{text}")),
        Value::Array(items) => items.into_iter().map(coded).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, inner)| (name, coded(inner))).collect(),
        other => other,
    }
}

/// A forest plot with what its bytes must hold.
fn with_packed(forest: impl serde::Serialize) -> Result<Value> {
    let mut value = serde_json::to_value(forest)?;
    let packed = value.clone();
    if let Some(object) = value.as_object_mut() {
        object.insert("packed".to_owned(), packed);
    }
    Ok(value)
}

/// The same, computed here.
fn native(text: &str, roles: Option<&Value>, options: &[Value]) -> Result<Value> {
    let sheet = Sheet::read(text);
    let guess = sheet.guess();
    let roles: Roles = match roles {
        Some(roles) => serde_json::from_value(roles.clone())?,
        None => guess.clone(),
    };
    let answer = |options: &Value| -> Result<Value> {
        let options: Options = serde_json::from_value(options.clone())?;
        Ok(match analyze(&sheet, &roles, &options) {
            Ok((report, figure)) => {
                json!({ "forest": with_packed(of_model(&report))?, "report": report, "figure": figure, "failure": null })
            }
            Err(failure) => json!({ "report": null, "figure": null, "forest": null, "failure": failure }),
        })
    };
    let answers = options.iter().map(answer).collect::<Result<Vec<_>>>()?;
    Ok(json!({ "overview": sheet.overview(), "guess": guess, "answers": answers }))
}

/// What was compared.
#[derive(Debug, Default)]
struct Tally {
    numbers: usize,
    strings: usize,
    /// The first differences, and how many there are.
    differences: Vec<String>,
}

impl Tally {
    fn compare(&mut self, place: &str, native: &Value, page: &Value) {
        let same = match (native, page) {
            (Value::Object(native), Value::Object(page)) => {
                for (key, value) in native {
                    self.compare(
                        &format!("{place}/{key}"),
                        value,
                        page.get(key).unwrap_or(&json!("missing")),
                    );
                }
                native.len() == page.len()
            }
            (Value::Array(native), Value::Array(page)) => {
                for (i, (native, page)) in native.iter().zip(page).enumerate() {
                    self.compare(&format!("{place}/{i}"), native, page);
                }
                native.len() == page.len()
            }
            (Value::Object(_), Value::String(hex)) => {
                if let Some(page) = unpacked(hex) {
                    return self.compare(place, native, &coded(page));
                }
                false
            }
            (Value::Number(native), Value::Number(page)) => {
                self.numbers += 1;
                native.as_f64().map(f64::to_bits) == page.as_f64().map(f64::to_bits)
            }
            (Value::Number(native), Value::String(page)) => {
                self.numbers += 1;
                let bits = native.as_f64().map(f64::to_bits);
                bits.is_some_and(|bits| *page == format!("#{bits:016x}"))
            }
            (Value::String(native), Value::String(page)) => {
                self.strings += 1;
                page.strip_prefix('\'') == Some(native)
            }
            (native, page) => native == page,
        };
        if !same {
            self.differences.push(format!("{place}: {native} here, {page} in the page"));
        }
    }

    /// One text, read and analysed here and there with each of the options.
    fn text(
        &mut self,
        page: &Page,
        name: &str,
        text: &str,
        roles: Option<Value>,
        options: &[Value],
    ) -> Result<()> {
        let before = self.numbers;
        let here = native(text, roles.as_ref(), options)?;
        let there: String = page
            .browser
            .run(&format!("{CORE}{ANSWER}"), &[json!(text), roles.unwrap_or(Value::Null), json!(options)])?;
        self.compare(name, &here, &serde_json::from_str(&there)?);
        println!("{name}: {} numbers", self.numbers - before);
        Ok(())
    }

    fn finish(self, numbers: usize) -> Result<()> {
        println!("{} numbers, {} strings", self.numbers, self.strings);
        let shown = &self.differences[..self.differences.len().min(20)];
        ensure!(shown.is_empty(), "{} differences: {shown:#?}", self.differences.len());
        ensure!(self.numbers >= numbers, "{} numbers compared, {numbers} expected", self.numbers);
        Ok(())
    }
}

/// Every type of limits with both kinds of ties, and another level.
fn all_options() -> Vec<Value> {
    let types = ["log_log", "log", "plain", "logit", "arcsin"];
    let pairs = types.iter().flat_map(|conf_type| ["efron", "breslow"].map(|ties| (conf_type, ties)));
    let mut all: Vec<Value> =
        pairs.map(|(conf_type, ties)| json!({ "conf_type": conf_type, "ties": ties })).collect();
    all.extend([0.9, 0.99, 0.8].map(|level| json!({ "conf_level": level })));
    all
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A fixture as a table; `None` where it has no data of subjects.
fn table(fixture: &Value) -> Option<(String, Value)> {
    let data = fixture.get("data")?;
    let entry = data["entry"].as_array();
    let mut text = String::from("time,status,group");
    text += if entry.is_some() { ",entry\n" } else { "\n" };
    for (i, time) in data["time"].as_array()?.iter().enumerate() {
        let group = data["group"][i].as_str()?.replace('"', "\"\"");
        text += &format!("{},{},\"{group}\"", time.as_f64()?, data["status"][i]);
        if let Some(entry) = entry {
            text += &format!(",{}", entry[i].as_f64()?);
        }
        text.push('\n');
    }
    let roles = json!({
        "layout": "rows", "time": 0, "start": null, "end": null, "date_order": null, "status": 1,
        "event_values": ["1"], "group": 2, "entry": entry.map(|_| 3), "id": null, "strata": null,
        "covariates": [], "arms": [],
    });
    Some((text, roles))
}

#[test]
fn all_fixtures_with_all_options() -> Result<()> {
    let page = Page::open()?;
    let mut tally = Tally::default();
    let mut tables = 0;
    let mut files: Vec<PathBuf> = std::fs::read_dir(root().join("tests/reference/fixtures"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    files.sort();
    for file in files {
        let fixture: Value = serde_json::from_str(&std::fs::read_to_string(&file)?)?;
        if let Some((text, roles)) = table(&fixture) {
            let name = file.file_stem().context("a name")?.to_string_lossy();
            tally.text(&page, &name, &text, Some(roles), &all_options())?;
            tables += 1;
        }
    }
    ensure!(tables == 23, "{tables} fixtures with data");
    tally.finish(400_000)
}

#[test]
fn all_samples_as_they_are_guessed() -> Result<()> {
    let page = Page::open()?;
    let mut tally = Tally::default();
    for entry in std::fs::read_dir(root().join("www/samples"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "csv") {
            let text = std::fs::read_to_string(&path)?;
            tally.text(
                &page,
                &path.file_stem().context("a name")?.to_string_lossy(),
                &text,
                None,
                &all_options(),
            )?;
        }
    }
    tally.finish(30_000)
}

/// Five thousand rows in five groups: times with few decimals, so that many are tied, and with many.
#[test]
fn many_rows_with_ties_and_without() -> Result<()> {
    let page = Page::open()?;
    let mut tally = Tally::default();
    for decimals in [0, 1, 9] {
        let mut seed = 20_210_105_u64 + decimals as u64;
        let mut random = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as f64 / (1_u64 << 31) as f64
        };
        let mut text = String::from("time,status,group\n");
        for row in 0..5000 {
            let group = row % 5;
            let time = -60.0 * ln(1.0 - random()) * (1.0 + 0.2 * f64::from(group));
            text += &format!("{time:.decimals$},{},g{group}\n", u8::from(random() < 0.7));
        }
        let options = &all_options()[..if decimals == 1 { 13 } else { 3 }];
        tally.text(&page, &format!("{decimals} decimals"), &text, None, options)?;
    }
    tally.finish(300_000)
}

/// What cannot be computed is refused in the same words.
#[test]
fn refusals_are_the_same() -> Result<()> {
    let page = Page::open()?;
    let mut tally = Tally::default();
    let texts = [
        "",
        "\n\n",
        "time,status,group\n",
        "5",
        "a b c\nd e f\n",
        "time,status\n-1,1\nx,0\n",
        "time,status,group\n1,1,a\n2,0,b\n1e400,1,a\n",
        "start,end,status\n01/02/2020,03/04/2020,1\n",
    ];
    for (i, text) in texts.iter().enumerate() {
        tally.text(&page, &format!("text {i}"), text, None, &[json!({}), json!({ "conf_level": 2 })])?;
    }
    ensure!(tally.strings > 50, "{} strings", tally.strings);
    tally.finish(20)
}

/// The sample of counts, and a grid with empty cells, with all that can be chosen.
#[test]
fn counts_of_two_arms() -> Result<()> {
    let page = Page::open()?;
    let mut tally = Tally::default();
    let mut grid = String::from("trial,treated_events,treated_n,control_events,control_n\n");
    for i in 0..120_u32 {
        let n = [10 + i * 37 % 90, 12 + i * 53 % 1000];
        grid += &format!("t{i},{},{},{},{}\n", i * i * 7 % (n[0] + 1), n[0], i * 11 % (n[1] + 1), n[1]);
    }
    let sample = std::fs::read_to_string(root().join("www/samples/counts/1-trials.csv"))?;
    let mut options = vec![json!({ "swap": true, "event_is": "good" }), json!({ "conf_level": 0.8 })];
    options
        .extend(["risk_ratio", "odds_ratio", "risk_difference"].map(|measure| json!({ "measure": measure })));
    for (name, text) in [("sample", sample.as_str()), ("grid", &grid), ("refused", "trial,x\na,b\n")] {
        let here = options
            .iter()
            .map(|one| {
                let analysis = counts(text, &serde_json::from_value(one.clone())?);
                let mut value = serde_json::to_value(&analysis)?;
                value["forest"] = with_packed(analysis.forest)?;
                Ok(value)
            })
            .collect::<Result<Vec<_>>>()?;
        let there: String = page.browser.run(&format!("{CORE}{COUNTS}"), &[json!(text), json!(options)])?;
        tally.compare(name, &json!(here), &serde_json::from_str(&there)?);
    }
    tally.finish(10_000)
}

/// The comparison sees what it is there to see.
#[test]
fn one_bit_is_a_difference() {
    let here = json!({ "a": [1.0, -0.0, 0.1], "b": "x", "c": null });
    let coded = |numbers: [f64; 3], word: &str| {
        let numbers = numbers.map(|number| format!("#{:016x}", number.to_bits()));
        json!({ "a": numbers, "b": format!("'{word}"), "c": null })
    };
    let differences = |there: &Value| {
        let mut tally = Tally::default();
        tally.compare("", &here, there);
        tally.differences.len()
    };
    assert_eq!(differences(&coded([1.0, -0.0, 0.1], "x")), 0);
    assert_eq!(differences(&coded([1.0, 0.0, 0.1], "x")), 1);
    assert_eq!(differences(&coded([1.0, -0.0, 0.1_f64.next_up()], "x")), 1);
    assert_eq!(differences(&coded([1.0, -0.0, 0.1], "y")), 1);
    assert_eq!(differences(&json!({ "a": [], "b": "'x", "c": null })), 1);
    assert_eq!(differences(&json!({ "a": null, "b": "'x" })), 3);
}
