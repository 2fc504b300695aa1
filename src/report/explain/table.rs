//! An entry for each kind of number; the first that fits is taken. A new number is one entry more.

use super::Entry;

const KM: &str = "Kaplan and Meier 1958, Journal of the American Statistical Association 53, 457–481";
const LIMITS: &str = "Kalbfleisch and Prentice 2002, The Statistical Analysis of Failure Time Data, pp. 16–18; variance of Greenwood 1926";
const NELSON: &str = "Nelson 1972, Technometrics 14, 945–966; Aalen 1978, Annals of Statistics 6, 701–726";
const QUANTILE: &str = "Brookmeyer and Crowley 1982, Biometrics 38, 29–41";
const LOG_RANK: &str = "Mantel 1966, Cancer Chemotherapy Reports 50, 163–170; Peto and Peto 1972, Journal of the Royal Statistical Society A 135, 185–207";
const COX: &str = "Cox 1972, Journal of the Royal Statistical Society B 34, 187–220";
const TIES: &str = "Cox 1975, Biometrika 62, 269–276; ties of Efron 1977, Journal of the American Statistical Association 72, 557–565, or Breslow 1974, Biometrics 30, 89–99";
const ZPH: &str = "Grambsch and Therneau 1994, Biometrika 81, 515–526; as cox.zph of R since survival 3.0";
const RMST: &str = "Royston and Parmar 2013, BMC Medical Research Methodology 13, 152; Uno et al. 2014, Journal of Clinical Oncology 32, 2380–2385";
const REVERSE: &str = "Schemper and Smith 1996, Controlled Clinical Trials 17, 343–346";
const RATE: &str = "Garwood 1936, Biometrika 28, 437–442; Clopper and Pearson 1934, Biometrika 26, 404–413";
const MILESTONE: &str = "Klein et al. 2007, Statistics in Medicine 26, 4505–4519";
const WEIGHTS: &str = "Fleming and Harrington 1991, Counting Processes and Survival Analysis; Tarone and Ware 1977, Biometrika 64, 156–160";
const ADJUST: &str = "Holm 1979, Scandinavian Journal of Statistics 6, 65–70; Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57, 289–300";
const COMBO: &str = "Lee 2007, Computational Statistics & Data Analysis 51, 6557–6564";
const PERMUTE: &str = "Heller and Venkatraman 1996, Biometrics 52, 1204–1213";
const ROBUST: &str = "Lin and Wei 1989, Journal of the American Statistical Association 84, 1074–1078";
const PROFILE: &str = "Venzon and Moolgavkar 1988, Applied Statistics 37, 87–94";
const FIRTH: &str = "Heinze and Schemper 2001, Biometrics 57, 114–119";
const HARRELL: &str = "Harrell et al. 1982, Journal of the American Medical Association 247, 2543–2546";
const RESIDUALS: &str = "Therneau and Grambsch 2000, Modeling Survival Data, chapter 4";
const AALEN: &str = "Aalen and Johansen 1978, Scandinavian Journal of Statistics 5, 141–150";
const GRAY: &str = "Gray 1988, Annals of Statistics 16, 1141–1154";
const FINE_GRAY: &str = "Fine and Gray 1999, Journal of the American Statistical Association 94, 496–509";
const PRENTICE: &str = "Prentice et al. 1978, Biometrics 34, 541–554";
const FRAGILITY: &str = "Walsh et al. 2014, Journal of Clinical Epidemiology 67, 622–628; Bomze et al. 2020, JAMA Network Open 3, e2017675";
const WILSON: &str = "Wilson 1927, Journal of the American Statistical Association 22, 209–212";
const NEWCOMBE: &str = "Newcombe 1998, Statistics in Medicine 17, 873–890";
const WALD_RATIO: &str =
    "Katz et al. 1978, Biometrics 34, 469–474; Woolf 1955, Annals of Human Genetics 19, 251–253";
const FISHER: &str = "Fisher 1935, Journal of the Royal Statistical Society 98, 39–82";
const NNT: &str = "Altman 1998, British Medical Journal 317, 1309–1312";
const COUNTED: &str = "Counted from the data";
const WALD: &str = "Wald 1943, Transactions of the American Mathematical Society 54, 426–482";

const fn entry(
    at: &'static str,
    title: &'static str,
    lines: &'static [&'static str],
    meaning: &'static str,
    source: &'static str,
) -> Entry {
    Entry { at, title, lines, meaning, source }
}

pub(super) const ENTRIES: &[Entry] = &[
    // Counts of subjects.
    entry(
        "data/n_rows",
        "Rows of the text",
        &["{../n_used} used + {../n_left_out} left out = {}"],
        "Rows of data, without the header and notes.",
        COUNTED,
    ),
    entry(
        "data/n_used",
        "Rows used",
        &["{../n_rows} rows − {../n_left_out} left out = {}"],
        "Every number is computed from these.",
        COUNTED,
    ),
    entry(
        "data/n_left_out",
        "Rows left out",
        &["{../n_rows} rows − {../n_used} used = {}"],
        "Rows without a usable time, status or group.",
        COUNTED,
    ),
    entry(
        "groups/#/n log_rank/groups/#/n",
        "Subjects in {../name}",
        &[
            "n = events + other events + censored",
            "{../n_event} + {../n_competing} + {../n_censor} = {}",
            "n = {}",
        ],
        "How many the curve of the group starts from.",
        COUNTED,
    ),
    entry(
        "groups/#/n_event data/n_event cox/n_event details/estimates/groups/#/n_event details/model/n_event",
        "Events",
        &["number of subjects with the event = {}"],
        "An event is: {/data/event_name}. Events decide how much the data can tell.",
        COUNTED,
    ),
    entry(
        "groups/#/n_competing data/n_competing",
        "Other events first",
        &["number of subjects with another event first = {}"],
        "Another event came first, so that this one could not be seen any more.",
        COUNTED,
    ),
    entry(
        "groups/#/n_censor data/n_censor",
        "Censored",
        &["number of subjects whose follow-up ended without an event = {}"],
        "Followed for a time without the event; nothing is known after it.",
        COUNTED,
    ),
    entry(
        "cox/n details/model/n",
        "Subjects in the model",
        &["n = {}"],
        "Rows that have every value that the model needs.",
        COUNTED,
    ),
    entry(
        "details/model/n_left_out",
        "Left out of the model",
        &["n = {}"],
        "Rows that lack a value of some column of the model.",
        COUNTED,
    ),
    entry(
        "details/model/n_strata details/comparisons/n_strata",
        "Strata",
        &["number of strata = {}"],
        "Risk sets are kept apart in each.",
        COUNTED,
    ),
    entry(
        "details/model/n_clusters",
        "Persons or clusters",
        &["number = {}"],
        "Rows of one are taken to belong together.",
        ROBUST,
    ),
    entry(
        "details/model/events_per_coefficient",
        "Events for each coefficient",
        &["events ÷ coefficients: {../n_event} ÷ their number = {}"],
        "Below about 10 the estimates and limits of a Cox model become unreliable.",
        "Vittinghoff and McCulloch 2007, American Journal of Epidemiology 165, 710–718",
    ),
    entry(
        "groups/#/last_time",
        "Last time of follow-up in {../name}",
        &["largest time in the group = {}"],
        "Beyond it nothing is estimated.",
        COUNTED,
    ),
    entry(
        "data/n_problems n_problems",
        "Problems found",
        &["cells or rows that could not be used = {}"],
        "Each is told with its line and column.",
        COUNTED,
    ),
    // Curves.
    entry(
        "groups/#/median details/estimates/groups/#/quantiles/#",
        "Time by which a share of {/data/event_name} is reached",
        &[
            "first t with S(t) ≤ 1 − p; where S is flat at 1 − p, the middle of the flat piece",
            "p = {probability}: t = {}",
            "flat from {flat/0} to {flat/1}: their middle, {}",
        ],
        "The share p of the group has the event by this time, as estimated. Half: the median.",
        QUANTILE,
    ),
    entry(
        "groups/#/median/lower groups/#/median/upper details/estimates/groups/#/quantiles/#/lower details/estimates/groups/#/quantiles/#/upper",
        "{level} limit of a median or quantile",
        &[
            "the same rule on the pointwise limits of S: first t at which the limit is ≤ 1 − p",
            "p = {../probability}: t = {}",
        ],
        "Times that the data are compatible with at the level of the limits.",
        QUANTILE,
    ),
    entry(
        "groups/#/median/flat/# details/estimates/groups/#/quantiles/#/flat/# details/estimates/groups/#/follow_up/flat/#",
        "End of the flat piece",
        &["S(t) = 1 − p from {../0} to {../1}"],
        "Any time between the two is a median or quantile; their middle is stated.",
        QUANTILE,
    ),
    entry(
        "groups/#/curve/time/#",
        "Time of a step",
        &["t = {}; at risk {../../n_risk/@}, events {../../n_event/@}, censored {../../n_censor/@}"],
        "Here somebody has the event or is censored.",
        COUNTED,
    ),
    entry(
        "groups/#/curve/n_risk/#",
        "At risk at {../../time/@}",
        &["n(t) = number with entry < t ≤ time", "n({../../time/@}) = {}"],
        "Those still followed without the event just before this time.",
        COUNTED,
    ),
    entry(
        "groups/#/curve/n_event/# groups/#/curve/n_censor/#",
        "Events or censorings at {../../time/@}",
        &[
            "t = {../../time/@}: {../../n_event/@} events, {../../n_censor/@} censored, of {../../n_risk/@} at risk",
        ],
        "At the same time, events come before censorings.",
        COUNTED,
    ),
    entry(
        "groups/#/curve/n_steps",
        "Steps of the curve",
        &["number of times at which somebody has the event or is censored = {}"],
        "How many rows the table of the curve has.",
        COUNTED,
    ),
    entry(
        "groups/#/curve/surv/#",
        "Share without the event at {../../time/@}",
        &[
            "S(t) = ∏ (1 − d ÷ n) over event times up to t",
            "S({../../time/@}) = {fractions} = {}",
            "S({../../time/@}) = {}",
        ],
        "The estimated share of the group still without the event after this time.",
        KM,
    ),
    entry(
        "groups/#/curve/lower/# groups/#/curve/upper/#",
        "{level} limit of the curve at {../../time/@}",
        &[
            "{limits}, with s² = ∑ d ÷ (n (n − d))",
            "S = {../../surv/@}, s² = {greenwood}, z = {z}",
            "limits {../../lower/@} to {../../upper/@}",
        ],
        "Pointwise: for this one time, not for the whole curve at once.",
        LIMITS,
    ),
    entry(
        "groups/#/curve/cum_haz/#",
        "Cumulative hazard at {../../time/@}",
        &[
            "H(t) = ∑ d ÷ n over event times up to t",
            "H({../../time/@}) = {hazards} = {}",
            "H({../../time/@}) = {}",
        ],
        "The risk that has piled up by this time; not a probability, and may exceed 1.",
        NELSON,
    ),
    // Log-rank test.
    entry(
        "log_rank/groups/#/observed",
        "Observed events in {../name}",
        &["O = ∑ d = {}"],
        "Events of the group at times when it was at risk.",
        LOG_RANK,
    ),
    entry(
        "log_rank/groups/#/expected",
        "Expected events in {../name}",
        &[
            "E = ∑ d n₁ ÷ n over event times; d events in all, n₁ of n at risk in the group",
            "O − E = {../observed} − {}",
        ],
        "Events that the group would have had if all groups had the same hazard.",
        LOG_RANK,
    ),
    entry(
        "log_rank/covariance/#/#",
        "Covariance of O − E",
        &["V = ∑ d (n₁ ÷ n) (1 − n₁ ÷ n) (n − d) ÷ (n − 1) = {}"],
        "How far O − E varies by chance when all hazards are the same.",
        LOG_RANK,
    ),
    entry(
        "log_rank/chi_sq",
        "Log-rank chi-square",
        &[
            "(O − E)ᵀ V⁻ (O − E)",
            "{two groups}({/log_rank/groups/0/observed} − {/log_rank/groups/0/expected})² ÷ {/log_rank/covariance/0/0} = {}",
            "χ² = {}",
        ],
        "How far apart observed and expected events are, in units of chance.",
        LOG_RANK,
    ),
    // Cox model.
    entry(
        "cox/terms/#/hazard_ratio details/model/terms/#/columns/#/hazard_ratio details/model/terms/#/columns/#/profile details/model/terms/#/columns/#/robust/hazard_ratio",
        "Hazard ratio, {../direction}",
        &[
            "HR = exp(β), β where O − E(β) = 0: the events equal those that the model expects",
            "exp({../coef}) = {}",
            "exp({../../coef}) = {}",
        ],
        "At any moment the hazard is this many times as high, if the ratio does not change with time. Above 1: the event ({/data/event_name}) comes sooner in the first named. It is neither a ratio of risks nor of times.",
        COX,
    ),
    entry(
        "cox/terms/#/lower",
        "Lower {level} limit of the hazard ratio",
        &["exp(β − z × se)", "exp({../coef} − {z} × {../se}) = {}"],
        "Smallest hazard ratio that the data are compatible with at this level.",
        WALD,
    ),
    entry(
        "cox/terms/#/upper",
        "Upper {level} limit of the hazard ratio",
        &["exp(β + z × se)", "exp({../coef} + {z} × {../se}) = {}"],
        "Largest hazard ratio that the data are compatible with at this level.",
        WALD,
    ),
    entry(
        "details/model/terms/#/columns/#/hazard_ratio/lower details/model/terms/#/columns/#/robust/hazard_ratio/lower",
        "Lower {level} limit of the hazard ratio",
        &["exp(β − z × se)", "exp(ln {..} − {z} × {../../se}) = {}"],
        "Smallest hazard ratio that the data are compatible with at this level.",
        WALD,
    ),
    entry(
        "details/model/terms/#/columns/#/hazard_ratio/upper details/model/terms/#/columns/#/robust/hazard_ratio/upper",
        "Upper {level} limit of the hazard ratio",
        &["exp(β + z × se)", "exp(ln {..} + {z} × {../../se}) = {}"],
        "Largest hazard ratio that the data are compatible with at this level.",
        WALD,
    ),
    entry(
        "details/model/terms/#/columns/#/profile/lower details/model/terms/#/columns/#/profile/upper",
        "Profile likelihood limit of the hazard ratio",
        &[
            "exp(β) where 2 (ℓ(β̂) − ℓₚ(β)) = z², the other coefficients at their best",
            "z² = {z}², ℓ(β̂) = {/details/model/loglik}: exp(β) = {}",
        ],
        "Follows the shape of the likelihood, where Wald limits assume a parabola.",
        PROFILE,
    ),
    entry(
        "cox/terms/#/coef details/model/terms/#/columns/#/coef details/competing/causes/#/cause_specific/#/coef",
        "Coefficient, {../direction}",
        &[
            "β that maximises the partial likelihood: U(β) = ∑ (x − x̄(β)) = 0 over events",
            "U({}) = 0",
            "β = ln HR = {}",
        ],
        "Logarithm of the hazard ratio.",
        TIES,
    ),
    entry(
        "cox/terms/#/se details/model/terms/#/columns/#/se details/competing/causes/#/cause_specific/#/se",
        "Standard error, {../direction}",
        &[
            "se = √ of the diagonal of I⁻¹(β), I: minus the second derivative of the log partial likelihood",
            "se({../coef}) = {}",
        ],
        "How far the coefficient varies from trial to trial by chance.",
        COX,
    ),
    entry(
        "details/model/terms/#/columns/#/robust/se",
        "Robust standard error",
        &[
            "√ of the diagonal of DᵀD, D: sum of score residuals × I⁻¹ within each person or cluster",
            "se({../../coef}) = {}",
        ],
        "Holds also where rows of one person belong together.",
        ROBUST,
    ),
    entry(
        "cox/terms/#/z details/model/terms/#/columns/#/z",
        "z, {../direction}",
        &["z = β ÷ se", "{../coef} ÷ {../se} = {}"],
        "The coefficient in units of its standard error.",
        WALD,
    ),
    entry(
        "cox/terms/#/p_value details/model/terms/#/columns/#/p_value details/competing/causes/#/cause_specific/#/p_value details/competing/causes/#/subdistribution/#/p_value",
        "Wald p-value, {../direction}",
        &["p = 2 × (1 − Φ(|z|)), z = β ÷ se", "z = {../coef} ÷ {../se}: p = {}"],
        "How often chance alone gives a coefficient at least as far from 0 when the hazards are the same.",
        WALD,
    ),
    entry(
        "details/model/terms/#/columns/#/robust/p_value",
        "Robust Wald p-value",
        &["p = 2 × (1 − Φ(|z|)), z = β ÷ robust se", "z = {../../coef} ÷ {../se}: p = {}"],
        "How often chance alone gives a coefficient at least as far from 0.",
        ROBUST,
    ),
    entry(
        "cox/score/chi_sq details/model/score/chi_sq",
        "Score test",
        &["U(0)ᵀ I(0)⁻¹ U(0) = {}"],
        "Slope of the likelihood at no difference; for groups the kin of the log-rank test.",
        COX,
    ),
    entry(
        "cox/wald/chi_sq details/model/wald/chi_sq details/model/robust_wald/chi_sq",
        "Wald test",
        &["βᵀ I(β) β = {}", "{one df}(β ÷ se)² = {../../terms/0/z}²"],
        "Distance of the estimates from 0 in units of their standard errors.",
        WALD,
    ),
    entry(
        "details/model/robust_score/chi_sq",
        "Robust score test",
        &["U(0)ᵀ (∑ uᵢ uᵢᵀ)⁻¹ U(0) = {}, uᵢ: score of a person or cluster"],
        "The score test where rows of one person belong together.",
        ROBUST,
    ),
    entry(
        "cox/lr/chi_sq details/model/lr/chi_sq",
        "Likelihood ratio test",
        &["2 (ℓ(β) − ℓ(0))", "2 × ({../../loglik} − {../../loglik_null}) = {}"],
        "How much better the model explains the order of events than no difference does.",
        COX,
    ),
    entry(
        "cox/loglik cox/loglik_null details/model/loglik details/model/loglik_null",
        "Log partial likelihood",
        &["ℓ(β) = ∑ over events (xβ − ln ∑ at risk exp(xβ))", "ℓ(0) = {../loglik_null}, ℓ(β) = {../loglik}"],
        "Logarithm of the chance of the order of events under the model.",
        TIES,
    ),
    entry(
        "cox/iterations details/model/iterations",
        "Steps of Newton’s method",
        &["β ← β + I⁻¹ U until ℓ changes by less than 1e−12 of itself: {} steps"],
        "How the maximum was found.",
        TIES,
    ),
    entry(
        "cox/ph/chi_sq details/diagnostics/ph/#/chi_sq details/diagnostics/ph_global/chi_sq",
        "Test of proportional hazards",
        &["score test of θ = 0 in β(t) = β + θ g(t): χ² = {}"],
        "Whether the hazard ratio changes with time.",
        ZPH,
    ),
    entry(
        "details/model/firth/columns/#/coef details/model/firth/columns/#/hazard_ratio",
        "Firth’s estimate, {../direction}",
        &["maximum of ℓ(β) + ½ ln det I(β): β = {../coef}", "exp({../coef}) = {../hazard_ratio}"],
        "Exists also where the likelihood has no maximum, as with no events in a group.",
        FIRTH,
    ),
    entry(
        "details/model/firth/columns/#/se details/model/firth/columns/#/p_value details/model/firth/columns/#/hazard_ratio/lower details/model/firth/columns/#/hazard_ratio/upper",
        "Firth’s fit: errors, limits and test",
        &["se = √ of the diagonal of I⁻¹; limits and p from the profile of ℓ(β) + ½ ln det I(β)", "{}"],
        "Limits and p-value hold where Wald’s do not.",
        FIRTH,
    ),
    entry(
        "details/model/concordance details/model/concordance_se",
        "Concordance",
        &[
            "C = (concordant + ½ tied) ÷ comparable pairs = {../concordance}, standard error {../concordance_se}",
        ],
        "The chance that of two people the one with the higher risk by the model has the event first; ½ is a guess.",
        HARRELL,
    ),
    // Estimates.
    entry(
        "details/estimates/tau",
        "Horizon of the restricted means",
        &["τ = smallest of the groups’ last times, unless chosen: {}"],
        "Means are taken from 0 up to here.",
        RMST,
    ),
    entry(
        "details/estimates/groups/#/rmst details/estimates/groups/#/rmst/lower details/estimates/groups/#/rmst/upper",
        "Restricted mean time of {../name}",
        &[
            "μ(τ) = ∫ S(t) dt from 0 to τ; limits μ ± z × se",
            "τ = {/details/estimates/tau}, se = {../rmst_se}: {}",
            "τ = {/details/estimates/tau}, {..} ± {z} × {../../rmst_se}: {}",
        ],
        "Mean time without the event within the first τ.",
        RMST,
    ),
    entry(
        "details/estimates/groups/#/rmst_se",
        "Standard error of the restricted mean",
        &["se² = ∑ A(t)² d ÷ (n (n − d)), A(t): area under S from t to τ", "se = {}"],
        "How far the restricted mean varies by chance.",
        RMST,
    ),
    entry(
        "details/estimates/groups/#/rmtl details/estimates/groups/#/rmtl/lower details/estimates/groups/#/rmtl/upper",
        "Restricted mean time lost",
        &["τ − μ(τ)", "{/details/estimates/tau} − {../rmst} = {}", "limits {../lower} to {../upper}"],
        "Mean time after the event within the first τ.",
        RMST,
    ),
    entry(
        "details/estimates/groups/#/follow_up details/estimates/groups/#/follow_up/lower details/estimates/groups/#/follow_up/upper",
        "Median follow-up",
        &["median of the Kaplan-Meier curve with events and censorings exchanged = {}"],
        "How long people would have been followed had nobody had the event.",
        REVERSE,
    ),
    entry(
        "details/estimates/groups/#/person_time",
        "Time under observation",
        &["∑ (time − entry) = {}"],
        "All follow-up of the group added up.",
        RATE,
    ),
    entry(
        "details/estimates/groups/#/rate details/estimates/groups/#/rate/lower details/estimates/groups/#/rate/upper",
        "Events per unit of time",
        &[
            "events ÷ time under observation, limits of a Poisson count",
            "{../n_event} ÷ {../person_time} = {}",
            "{../../n_event} events in {../../person_time}: {}",
        ],
        "Mean pace of events, if it does not change with time.",
        RATE,
    ),
    entry(
        "details/estimates/rmst_difference/# details/estimates/rmst_difference/#/lower details/estimates/rmst_difference/#/upper details/estimates/rmst_difference/#/p_value",
        "Difference of restricted means",
        &["μ₁(τ) − μ₀(τ), se = √(se₁² + se₀²)", "τ = {/details/estimates/tau}: {}"],
        "Time gained or lost without the event, on average, within the first τ.",
        RMST,
    ),
    entry(
        "details/estimates/rmst_ratio/# details/estimates/rmst_ratio/#/lower details/estimates/rmst_ratio/#/upper details/estimates/rmst_ratio/#/p_value",
        "Ratio of restricted means",
        &["μ₁(τ) ÷ μ₀(τ), limits on the log scale (delta method)", "τ = {/details/estimates/tau}: {}"],
        "How many times as long, on average, within the first τ.",
        RMST,
    ),
    entry(
        "details/estimates/rmtl_ratio/# details/estimates/rmtl_ratio/#/lower details/estimates/rmtl_ratio/#/upper details/estimates/rmtl_ratio/#/p_value",
        "Ratio of restricted mean times lost",
        &[
            "(τ − μ₁(τ)) ÷ (τ − μ₀(τ)), limits on the log scale (delta method)",
            "τ = {/details/estimates/tau}: {}",
        ],
        "How many times as much time after the event, on average, within the first τ.",
        RMST,
    ),
    entry(
        "details/estimates/rate_ratio/# details/estimates/rate_ratio/#/lower details/estimates/rate_ratio/#/upper details/estimates/rate_ratio/#/p_value",
        "Ratio of rates",
        &["rate₁ ÷ rate₀ = {}"],
        "How many times as many events per unit of time.",
        RATE,
    ),
    entry(
        "details/estimates/milestones/#/time details/competing/causes/#/at/#/time details/diagnostics/extremes/#/time",
        "Time",
        &["t = {}"],
        "A time to look at: chosen, a tick of the axis, or the end of a subject’s follow-up.",
        COUNTED,
    ),
    entry(
        "details/estimates/milestones/#/groups/#/share details/estimates/milestones/#/groups/#/share/lower details/estimates/milestones/#/groups/#/share/upper",
        "Share at one time",
        &["S(t) or 1 − S(t), as the curve runs; limits {limits}", "{}"],
        "Height of the curve at this time, with pointwise limits.",
        LIMITS,
    ),
    entry(
        "details/estimates/milestones/#/groups/#/n_risk details/estimates/milestones/#/groups/#/n_event details/competing/causes/#/at/#/groups/#/n_risk",
        "At risk, and events so far",
        &["entry < t ≤ time: {../n_risk} at risk", "events up to t: {../n_event}"],
        "With few at risk a share is uncertain.",
        COUNTED,
    ),
    entry(
        "details/estimates/milestones/#/difference/# details/estimates/milestones/#/difference/#/lower details/estimates/milestones/#/difference/#/upper details/estimates/milestones/#/difference/#/p_value",
        "Difference of shares at one time",
        &["share₁ − share₀, se = √(var₁ + var₀)", "t = {../../time}: {}", "t = {../../../time}: {}"],
        "In shares of 1; times 100 these are percentage points.",
        MILESTONE,
    ),
    // Other tests.
    entry(
        "details/comparisons/weighted/#/chi_sq details/comparisons/stratified/chi_sq details/comparisons/pairs/#/chi_sq",
        "Chi-square of a weighted, stratified or pairwise test",
        &["(∑ w (O − E))ᵀ V⁻ (∑ w (O − E)), summed within strata", "χ² = {}"],
        "The weights decide which times count most.",
        WEIGHTS,
    ),
    entry(
        "details/comparisons/trend/z details/comparisons/trend/p_value",
        "Trend over ordered groups",
        &["z = ∑ a (O − E) ÷ √(aᵀVa), a = 1, 2, 3 …", "z = {../z}, p = {../p_value}"],
        "Whether hazards rise or fall in the order of the groups.",
        WEIGHTS,
    ),
    entry(
        "details/comparisons/pairs/#/holm details/comparisons/pairs/#/benjamini_hochberg",
        "Adjusted p-value",
        &[
            "Holm: p₍ᵢ₎ × (m − i + 1); Benjamini-Hochberg: p₍ᵢ₎ × m ÷ i, kept in order",
            "p = {../p_value} becomes {}",
        ],
        "Allows for the number of pairs that were compared.",
        ADJUST,
    ),
    entry(
        "details/comparisons/max_combo/p_value details/comparisons/max_combo/tests/#/z",
        "MaxCombo test",
        &["largest |z| of four weighted log-rank tests; p from their joint normal distribution", "{}"],
        "Sees early and late differences, at the price of several looks.",
        COMBO,
    ),
    entry(
        "details/comparisons/ratios/#/ratio details/comparisons/ratios/#/ratio/lower details/comparisons/ratios/#/ratio/upper",
        "Hazard ratio from the log-rank parts",
        &["Mantel-Haenszel: exp((O − E) ÷ V); observed over expected: (O₁ ÷ E₁) ÷ (O₀ ÷ E₀)", "{}"],
        "Companions of the Cox model’s hazard ratio; near it while the ratio is near 1.",
        LOG_RANK,
    ),
    entry(
        "details/comparisons/fragility/#/index details/comparisons/fragility/#/p_after",
        "Fragility",
        &["smallest number of changes that take p across .05: {../index}, then p = {../p_after}"],
        "How few people decide on which side of .05 the result falls.",
        FRAGILITY,
    ),
    entry(
        "details/permutation/p_value details/permutation/n_extreme details/permutation/n_arrangements details/permutation/draws details/permutation/seed details/permutation/lower details/permutation/upper",
        "Permutation test",
        &[
            "share of the arrangements of group labels that are at least as far out",
            "{exact}{../n_extreme} ÷ {../n_arrangements} = {../p_value}",
            "random arrangements: {../draws} drawn from seed {../seed}, p {../p_value} ({../lower} to {../upper})",
        ],
        "Exact: needs no large numbers.",
        PERMUTE,
    ),
    entry(
        "details/permutation/statistic",
        "O − E of the permutation test",
        &["O − E = {}"],
        "Observed less expected events of the group that is not the reference.",
        PERMUTE,
    ),
    // Diagnostics.
    entry(
        "details/diagnostics/schoenfeld/#/time/# details/diagnostics/schoenfeld/#/x/# details/diagnostics/schoenfeld/#/y/#",
        "Scaled Schoenfeld residual",
        &[
            "β + m V(β) (x − x̄) at each event, m events in all; the smooth curve is fitted through them",
            "t = {../../time/@}, g(t) = {../../x/@}: {../../y/@}",
        ],
        "Trace of the coefficient over time: level where hazards are proportional.",
        ZPH,
    ),
    entry(
        "details/diagnostics/schoenfeld/#/*/#",
        "Smooth curve of the residuals",
        &[
            "natural cubic spline through the residuals, ± z standard errors, z = {z}",
            "t = {../../smooth_time/@}: {../../smooth/@} ({../../smooth_lower/@} to {../../smooth_upper/@})",
        ],
        "How the coefficient seems to change with time; level where hazards are proportional.",
        ZPH,
    ),
    entry(
        "details/diagnostics/martingale/# details/diagnostics/extremes/#/martingale",
        "Martingale residual",
        &["event − H₀(t) exp(xβ) = {}"],
        "Observed less expected events of one subject.",
        RESIDUALS,
    ),
    entry(
        "details/diagnostics/deviance/# details/diagnostics/extremes/#/deviance",
        "Deviance residual",
        &[
            "sign(M) √(−2 (M + δ ln(δ − M))), M the martingale residual, δ = 1 with an event",
            "M = {../martingale}: {}",
            "M = {../../martingale/@}: {}",
        ],
        "Beyond about 2.5: the model fits this subject badly.",
        RESIDUALS,
    ),
    entry(
        "details/diagnostics/baseline/#/*/# details/diagnostics/baseline/#/cum_haz/#",
        "Baseline cumulative hazard",
        &["H₀(t) = ∑ d ÷ ∑ at risk exp(xβ)", "H₀({../../time/@}) = {../../cum_haz/@}"],
        "Cumulative hazard of somebody whose columns are all 0.",
        TIES,
    ),
    entry(
        "details/diagnostics/adjusted/#/*/# details/diagnostics/adjusted/#/curves/#/*/#",
        "Adjusted curve",
        &["S(t) = exp(−H₀(t) exp(xβ)), at the means of the covariates or averaged over the data", "{}"],
        "What the model says the groups would show with the same covariates.",
        "Makuch 1982, Journal of Chronic Diseases 35, 437–443",
    ),
    // Competing events.
    entry(
        "details/competing/causes/#/n_event details/competing/causes/#/groups/#/n_event",
        "Events of this cause",
        &["number of subjects = {}"],
        "First events of this cause.",
        COUNTED,
    ),
    entry(
        "details/competing/causes/#/groups/#/time/# details/competing/causes/#/groups/#/last_time",
        "Time of a step",
        &["t = {}"],
        "Here somebody has the event of this cause; last: the end of follow-up.",
        COUNTED,
    ),
    entry(
        "details/competing/causes/#/groups/#/cif/# details/competing/causes/#/at/#/groups/#/cif",
        "Cumulative incidence",
        &[
            "F(t) = ∑ S(t−) d ÷ n, S: share without any event, d: events of this cause",
            "F({../../time/@}) = F({../../time/@-}) + S(t−) d ÷ n = {../@-} + … = {}",
            "F(t) = {}",
        ],
        "Share that has had the event of this cause by then, others having come first or not.",
        AALEN,
    ),
    entry(
        "details/competing/causes/#/groups/#/lower/# details/competing/causes/#/groups/#/upper/# details/competing/causes/#/at/#/groups/#/cif/lower details/competing/causes/#/at/#/groups/#/cif/upper",
        "{level} limit of the cumulative incidence",
        &["limits on the scale of the options, with Aalen’s variance; z = {z}", "{}"],
        "Pointwise: for this one time.",
        AALEN,
    ),
    entry(
        "details/competing/causes/#/groups/#/naive/# details/competing/causes/#/at/#/groups/#/naive",
        "1 − Kaplan-Meier",
        &["1 − ∏ (1 − d ÷ n), other events taken as censored = {}"],
        "Overstates the share with this event: as if others could not come first.",
        PRENTICE,
    ),
    entry(
        "details/competing/causes/#/gray/chi_sq",
        "Gray’s test",
        &["weighted differences of subdistribution hazards, ρ = 0: χ² = {}"],
        "Whether the cumulative incidence of this cause differs between the groups.",
        GRAY,
    ),
    entry(
        "details/competing/causes/#/cause_specific/#/ratio details/competing/causes/#/cause_specific/#/ratio/lower details/competing/causes/#/cause_specific/#/ratio/upper",
        "Cause-specific hazard ratio",
        &[
            "exp(β), other events censored; limits exp(β ± z × se)",
            "exp({../coef}) = {}",
            "exp({../../coef} ± {z} × {../../se}): {}",
        ],
        "Ratio of the paces of this event among those without any event so far.",
        PRENTICE,
    ),
    entry(
        "details/competing/causes/#/subdistribution/#/ratio details/competing/causes/#/subdistribution/#/ratio/lower details/competing/causes/#/subdistribution/#/ratio/upper",
        "Subdistribution hazard ratio",
        &[
            "exp(β) of Fine and Gray: those with another event stay at risk, weighted by the censoring curve",
            "exp({../coef}) = {}",
            "exp({../../coef} ± {z} × {../../se}): {}",
        ],
        "Above 1: the cumulative incidence is higher. Not a ratio of risks.",
        FINE_GRAY,
    ),
    entry(
        "details/competing/causes/#/subdistribution/#/coef details/competing/causes/#/subdistribution/#/se",
        "Coefficient of Fine and Gray’s model",
        &["β where the weighted score is 0; se from its sandwich variance", "β = {../coef}, se = {../se}"],
        "Logarithm of the subdistribution hazard ratio.",
        FINE_GRAY,
    ),
    // Any chi-square test that has no entry of its own.
    entry(
        "log_rank/df cox/*/df details/*/*/df details/*/*/#/df details/*/*/#/*/df",
        "Degrees of freedom",
        &["columns that are tested = {}"],
        "For groups: one less than their number.",
        WALD,
    ),
    entry(
        "log_rank/p_value cox/*/p_value details/*/*/p_value details/*/*/#/p_value details/*/*/#/*/p_value",
        "p-value",
        &["p = P(χ² on {../df} df ≥ {../chi_sq}) = {}", "p = P(χ² on 1 df ≥ {../chi_sq}) = {}"],
        "How often chance alone gives a statistic at least as large when there is no difference.",
        LOG_RANK,
    ),
    // Counts of two arms.
    entry(
        "trials/#/events/# trials/#/n/#",
        "Events and people in an arm",
        &["{../../events/@} events of {../../n/@}"],
        "As they stand in the row.",
        COUNTED,
    ),
    entry(
        "trials/#/risk/#",
        "Risk",
        &["events ÷ people", "{../../events/@} ÷ {../../n/@} = {}"],
        "Share of the arm with the event.",
        COUNTED,
    ),
    entry(
        "trials/#/risk/#/lower trials/#/risk/#/upper",
        "Limit of a risk",
        &["(p + z² ÷ 2n ± z √(p(1 − p) ÷ n + z² ÷ 4n²)) ÷ (1 + z² ÷ n)", "p = {..}, z = {z}: {}"],
        "Wilson’s limits, which stay within 0 and 1.",
        WILSON,
    ),
    entry(
        "trials/#/risk_ratio",
        "Risk ratio, {../direction}",
        &["(a ÷ n₁) ÷ (c ÷ n₀)", "({../events/0} ÷ {../n/0}) ÷ ({../events/1} ÷ {../n/1}) = {}"],
        "How many times as many had the event.",
        WALD_RATIO,
    ),
    entry(
        "trials/#/risk_ratio/lower trials/#/risk_ratio/upper",
        "Limit of the risk ratio",
        &["exp(ln RR ± z √(1 ÷ a − 1 ÷ n₁ + 1 ÷ c − 1 ÷ n₀))", "RR = {..}, z = {z}: {}"],
        "Risk ratios that the counts are compatible with.",
        WALD_RATIO,
    ),
    entry(
        "trials/#/odds_ratio",
        "Odds ratio, {../direction}",
        &["a (n₀ − c) ÷ (c (n₁ − a))", "a = {../events/0} of {../n/0}, c = {../events/1} of {../n/1}: {}"],
        "Ratio of the odds; farther from 1 than the risk ratio unless events are rare.",
        WALD_RATIO,
    ),
    entry(
        "trials/#/odds_ratio/lower trials/#/odds_ratio/upper",
        "Limit of the odds ratio",
        &["exp(ln OR ± z √(1 ÷ a + 1 ÷ b + 1 ÷ c + 1 ÷ d))", "OR = {..}, z = {z}: {}"],
        "Odds ratios that the counts are compatible with.",
        WALD_RATIO,
    ),
    entry(
        "trials/#/risk_difference trials/#/risk_difference_wald",
        "Risk difference, {../direction}",
        &["a ÷ n₁ − c ÷ n₀", "{../events/0} ÷ {../n/0} − {../events/1} ÷ {../n/1} = {}"],
        "In shares of 1; times 100 these are percentage points.",
        NEWCOMBE,
    ),
    entry(
        "trials/#/risk_difference/lower trials/#/risk_difference/upper",
        "Newcombe’s limit of the risk difference",
        &["D ± √ of the squared distances of the risks to their Wilson limits", "D = {..}: {}"],
        "Differences that the counts are compatible with.",
        NEWCOMBE,
    ),
    entry(
        "trials/#/risk_difference_wald/lower trials/#/risk_difference_wald/upper",
        "Wald limit of the risk difference",
        &["D ± z √(p₁(1 − p₁) ÷ n₁ + p₀(1 − p₀) ÷ n₀)", "D = {..}, z = {z}: {}"],
        "Simple, but too narrow with few people.",
        NEWCOMBE,
    ),
    entry(
        "trials/#/nnt",
        "Number needed to treat",
        &["1 ÷ |risk difference|", "1 ÷ |{../risk_difference}| = {}", "{text}"],
        "People to treat for one more benefit (NNTB) or harm (NNTH).",
        NNT,
    ),
    entry(
        "trials/#/fisher_p trials/#/mid_p",
        "Fisher’s exact test",
        &[
            "sum of the chances of all tables with the same margins that are no likelier than this one; mid-p counts this one half",
            "{../events/0}/{../n/0} and {../events/1}/{../n/1}: p {../fisher_p}, mid-p {../mid_p}",
        ],
        "How often chance alone gives a table at least as extreme.",
        FISHER,
    ),
    entry(
        "trials/#/chi_square/*",
        "Pearson’s chi-square test",
        &[
            "∑ (observed − expected)² ÷ expected; Yates: (|observed − expected| − ½)²",
            "χ² = {../statistic}, p {../p_value}; Yates χ² = {../yates_statistic}, p {../yates_p}",
        ],
        "Needs expected counts of about 5 or more in each cell.",
        "Pearson 1900, Philosophical Magazine 50, 157–175; Yates 1934, Supplement to the Journal of the Royal Statistical Society 1, 217–235",
    ),
    entry(
        "trials/#/conditional_odds_ratio trials/#/conditional_odds_ratio/lower trials/#/conditional_odds_ratio/upper",
        "Conditional odds ratio",
        &["odds ratio that makes this table likeliest with its margins fixed, with exact limits", "{}"],
        "Fisher’s companion; a little nearer 1 than the plain odds ratio.",
        FISHER,
    ),
    entry(
        "trials/#/fragility/index trials/#/fragility/quotient",
        "Fragility",
        &[
            "smallest number of changed outcomes that take Fisher’s p across {/options/alpha}: {../index}",
            "over all people: {../quotient}",
        ],
        "How few people decide on which side of the bound the result falls.",
        FRAGILITY,
    ),
];
