use riskset::cox::design::{Design, Model};
use riskset::cox::likelihood::Ties;
use riskset::cox::regression::{Options, fit};
use riskset::data::{Covariate, Labels, Subjects, Survival, Values};
fn main() {
    let s = Subjects {
        time: vec![2.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 2.0],
        cause: vec![0, 0, 1, 1, 1, 1, 1, 1],
        group: vec![1, 0, 1, 0, 1, 0, 1, 0],
        groups: vec!["a".into(), "b".into()],
        strata: Some(Labels { of: vec![0, 1, 1, 0, 0, 0, 1, 1], names: vec!["0".into(), "1".into()] }),
        covariates: vec![Covariate {
            name: "x".into(),
            values: Values::Number(vec![0.0, 0.0, 4.0, 1.0, 2.0, 3.0, 4.0, 4.0]),
        }],
        ..Subjects::default()
    };
    let d = Design::new(
        &Survival::new(s).unwrap(),
        &Model { reference: Some(0), covariates: vec![0], stratified: true },
    );
    for ties in [Ties::Efron, Ties::Breslow] {
        for m in [3, 5, 8, 12, 20, 30, 50] {
            let f = fit(&d, ties, &Options { max_steps: m }).unwrap();
            println!(
                "{ties:?} {m} it {} conv {} coef {:?} ll {:e} {:?} kept {:?}",
                f.iterations, f.converged, f.coef, f.loglik, f.coefficients, f.kept
            );
        }
    }
}
