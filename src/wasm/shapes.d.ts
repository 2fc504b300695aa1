/** What a cell, row or file could not give, in words a person can act on. */
export interface Problem {
  /** Line of the pasted text, counted from 1; null when the whole text is meant. */
  row: number | null;
  /** Name of the column; null when the whole row is meant. */
  column: string | null;
  /** Stable name of the kind of problem, such as "not_a_number". */
  code: string;
  /** What stood there, shortened to 60 characters. */
  found: string | null;
  /** One sentence: what was found, what is expected. */
  message: string;
}

/** `# key: value` line of the text, such as `# label: Rebuilt from registry results`. */
export interface Note { key: string; value: string }

export interface Level { value: string; count: number }

export interface ColumnOverview {
  name: string;
  kind: "number" | "date" | "category" | "text" | "empty";
  n_missing: number;
  /** Distinct values in order of appearance (numbers: ascending), at most 20. */
  levels: Level[];
  n_levels: number;
  /** How the dates of a date column can be read; null for other kinds. */
  dates: "iso" | "day_first" | "month_first" | "ambiguous" | null;
  /** Whether some of its dates have a time of day. */
  has_clock: boolean;
  /** Values that would mean the event if this were the status column. */
  event_values: string[];
  /** Values that would then mean a competing event. */
  competing_values: string[];
  /** Values that would then mean that nothing is known. */
  missing_values: string[];
  /** What the column is as a covariate of a model. */
  term: TermOverview;
}

/** What a column is as a covariate. */
export interface TermOverview {
  kind: "number" | "category" | "none";
  /** Values in the order in which a model takes them, without those of `unknown`; of a number those that it has as categories. */
  values: string[];
  /** Values that say that nobody knows, such as "unknown"; `n_unknown` cells have one. */
  unknown: string[];
  n_unknown: number;
  /** Cells that a model takes as missing. */
  n_missing: number;
  /** Why it is none: "free text", "dates", "an ID" ...; null where it is one. */
  reason: string | null;
}

/** What was understood of the text before any column has a meaning. */
export interface Overview {
  n_rows: number;
  delimiter: "comma" | "semicolon" | "tab" | "pipe" | "spaces" | "none";
  header: boolean;
  decimal: "point" | "comma";
  columns: ColumnOverview[];
  /** The first rows as text, at most 8. */
  preview: string[][];
  notes: Note[];
  problems: Problem[];
  n_problems: number;
}

/** The value of a column that its other values are compared with. */
export interface CovariateReference { column: number; value: string }

/** Which column is what. Columns are counted from 0. */
export interface Roles {
  /** "rows": a subject a row. "arms": a column of times for each arm. */
  layout: "rows" | "arms";
  time: number | null;
  /** Start and end dates instead of a time. */
  start: number | null;
  end: number | null;
  /** How ambiguous dates are read; null: not needed, or not yet answered. */
  date_order: "day_first" | "month_first" | null;
  /** In which unit times between dates are counted; "whole_days" leaves times of day aside; null: by the data. */
  date_unit: "minutes" | "hours" | "days" | "whole_days" | null;
  status: number | null;
  /** Values of the status column that mean "the event happened". */
  event_values: string[];
  /** Values that mean "another event happened, so that this one cannot any more": each a cause of its own. */
  competing_values: string[];
  /** Values that mean "not known": their rows are left out. */
  missing_values: string[];
  /** `Doubt.id` of what a person has answered, so that it is not asked again. */
  answered: string[];
  group: number | null;
  entry: number | null;
  id: number | null;
  strata: number | null;
  covariates: number[];
  /** Those of the covariates that are taken as categories although they hold numbers. */
  categories: number[];
  /** The values that those of categories are compared with; where none is named, the first of the scale. */
  references: CovariateReference[];
  /** Covariates of which a value such as "unknown" is missing; of others it is a category of its own. */
  unknown_missing: number[];
  /** Layout "arms": the columns that hold times. */
  arms: number[];
}

export interface Options {
  /** 0.5 to 0.999; default 0.95. */
  conf_level?: number;
  conf_type?: "log_log" | "log" | "plain" | "logit" | "arcsin";
  ties?: "efron" | "breslow" | "exact";
  /** Name of the reference group; null or absent: the one whose name says that it is the control, else the first. */
  reference?: string | null;
  /** Names of the groups in the order wanted; those not named follow. Null or absent: as the data have them. */
  group_order?: string[] | null;
  /** What the event is called, such as "recovered"; null: from the notes or the status column. */
  event_name?: string | null;
  /** "days", "weeks", "months", "years", "hours", "minutes", "ranks" (an order, not a time) or ""; null: guessed. */
  time_unit?: string | null;
  /** Caption of the time axis; null: made from the notes or the unit. */
  time_label?: string | null;
  /** "surv": the share still without the event; "event": the share with it; null: by the event's name. */
  curve?: "surv" | "event" | null;
  /** At most this many steps of each curve are sent; absent or null: all. Estimates always use all. */
  max_steps?: number | null;
  /**
   * "first": curves, medians, log-rank test, hazard ratio; "all": the details too. Absent: all, up to 20 000 rows.
   */
  depth?: "first" | "all";
  /** Horizon of the restricted mean, above 0; null: the longest that every group allows. */
  tau?: number | null;
  /** Times at which survival is stated, above 0, at most 20; null: those of the time axis. */
  milestones?: number[] | null;
  /** Shares of events whose times are stated, between 0 and 1; default the quartiles. */
  quantiles?: number[];
  /** Whether tests and models keep strata apart, where there are any; default true. */
  stratified?: boolean;
  /** Whether standard errors allow for rows that belong together; null: where somebody has two events. */
  robust?: boolean | null;
  /** Where random numbers start; 0 to 4294967295. */
  seed?: number;
  /** Scale of time on which ratios are tested for change; default "km". */
  ph_transform?: "km" | "identity" | "rank" | "log";
  /**
   * Whose defaults answer `conf_type`, `ties` and `ph_transform` where these are absent; default "riskset". In a
   * report: null once one of the three is another than the profile's.
   */
  profile?: "riskset" | "r" | "sas" | "prism" | null;
  /** How the figure is drawn; what is absent in it, or all, has its default. */
  drawing?: Partial<Drawing> | null;
}

/** A number, or null with the reason why there is none. */
export interface Maybe { value: number | null; reason: Reason | null }
export type Reason =
  | "not_reached" | "no_information" | "zero" | "infinite" | "withheld" | "ranks"
  | "beyond_follow_up" | "no_subjects" | "no_events" | "aliased" | "zero_cell" | "no_difference" | "zero_margin" | "competing"
  | "out_of_range" | "not_converged" | "too_long";

/** Smallest time at which the curve has fallen to 1 - probability, with limits from the pointwise band. */
export interface Quantile {
  probability: number;
  value: Maybe;
  lower: Maybe;
  upper: Maybe;
  /** Where the curve is flat at exactly 1 - probability, any time from first to second would do. */
  flat: [number, number] | null;
}

/**
 * Columns of the Kaplan-Meier table, one entry a step (a time with an event or a censoring). Where
 * max_steps thinned it, n_event and n_censor are those since the step listed before.
 */
export interface Curve {
  time: number[];
  n_risk: number[];
  n_event: number[];
  n_censor: number[];
  /** Kaplan-Meier probability of being still without the event, in [0, 1]. */
  surv: number[];
  /** Standard error of surv, from Greenwood's variance; null where surv is 0. */
  se: (number | null)[];
  lower: (number | null)[];
  upper: (number | null)[];
  /** Nelson-Aalen cumulative hazard. */
  cum_haz: number[];
  /** How many steps the whole curve has; more than time.length when max_steps thinned it. */
  n_steps: number;
}

export interface GroupReport {
  name: string;
  reference: boolean;
  n: number;
  n_event: number;
  /** Events that compete with the one asked about; curves, tests and ratios take them as censored. */
  n_competing: number;
  n_censor: number;
  last_time: number;
  median: Quantile;
  curve: Curve;
}

export interface TestResult { chi_sq: number; df: number; p_value: number; method: string }

export interface LogRank extends TestResult {
  groups: { name: string; n: number; observed: number; expected: number }[];
  /** Covariance of observed - expected, row by row over all groups. */
  covariance: number[][];
}

export interface CoxTerm {
  group: string;
  versus: string;
  /** "control versus UC-MSC" */
  direction: string;
  coef: Maybe;
  se: Maybe;
  hazard_ratio: Maybe;
  lower: Maybe;
  upper: Maybe;
  z: Maybe;
  p_value: Maybe;
  /** "up" or "down" when the likelihood has no maximum and the estimate runs away; else null. */
  runs_away: "up" | "down" | null;
}

export interface Cox {
  ties: "efron" | "breslow" | "exact";
  method: string;
  n: number;
  n_event: number;
  terms: CoxTerm[];
  score: TestResult | null;
  wald: TestResult | null;
  lr: TestResult | null;
  loglik_null: number;
  loglik: number;
  iterations: number;
  converged: boolean;
  /** Test of proportional hazards; null with the reason. */
  ph: TestResult | null;
  ph_reason: string | null;
}

/** A number with its limits. */
export interface Interval { value: Maybe; lower: Maybe; upper: Maybe }

/** A difference or ratio of a group and the reference. */
export interface Contrast extends Interval {
  /** "control versus UC-MSC" */
  direction: string;
  p_value: Maybe;
}

/** A part of the details: its content, or a sentence that says why there is none. Both null: it does not apply. */
export interface Section<T> { content: T | null; reason: string | null }

/** What stands behind the first answer; computed with it up to 20 000 rows, else when `depth` is "all". */
export interface Details {
  estimates: Section<Estimates>;
  comparisons: Section<Comparisons>;
  permutation: Section<PermutationResult>;
  model: Section<Model>;
  diagnostics: Section<Diagnostics>;
  competing: Section<Competing>;
}

/** The permutation log-rank test of two groups: exact, or from random arrangements. */
export interface PermutationResult {
  summary: string;
  p_value: number;
  exact: boolean;
  /** Arrangements at least as far out, among all or among those drawn. */
  n_extreme: number;
  /** Number of all arrangements; null beyond 2^53. */
  n_arrangements: number | null;
  /** Of random arrangements: how many, from which seed, and the 95 % interval of the exact p. */
  draws: number | null;
  seed: number | null;
  lower: number | null;
  upper: number | null;
  /** Observed less expected events of the group that is not the reference. */
  statistic: number;
  methods: string[];
}

/** How far a permutation test has come, in arrangements. */
export interface Progress { done: number; total: number; finished: boolean }

/** The Cox model of the groups and every covariate. */
export interface Model {
  summary: string;
  ties: "efron" | "breslow" | "exact";
  n: number;
  /** Rows that lack a value of some column of the model. */
  n_left_out: number;
  n_event: number;
  n_strata: number;
  /** Persons or clusters behind robust errors; null without. */
  n_clusters: number | null;
  terms: ModelTerm[];
  /** Tests of the whole model; null where lost to rounding, and Wald's where the likelihood has no maximum. */
  score: TestResult | null;
  wald: TestResult | null;
  lr: TestResult | null;
  robust_wald: TestResult | null;
  robust_score: TestResult | null;
  loglik_null: number;
  loglik: number;
  iterations: number;
  converged: boolean;
  events_per_coefficient: number;
  /** Whether the likelihood has a maximum; where it has none some coefficients run away. */
  has_maximum: boolean;
  /** Firth's penalised fit, in place of the usual one or beside it; its columns in the order of the terms. */
  firth: { ties: "efron" | "breslow"; columns: FirthColumn[]; converged: boolean } | null;
  /** Why there is no penalised fit; null where there is one. */
  firth_reason: string | null;
  /** Harrell's C with its standard error. */
  concordance: Maybe;
  concordance_se: Maybe;
  methods: string[];
}

export interface ModelTerm {
  /** "group", or the name of the covariate. */
  name: string;
  /** What its columns are compared with; null for a number. */
  reference: string | null;
  columns: ModelColumn[];
}

export interface ModelColumn {
  name: string;
  /** "control versus UC-MSC", "Stage: II vs I", "age, one more", "platelets, per 10,000" */
  direction: string;
  /** Coefficient, errors, ratio and limits are for so much more of a number: a power of ten; 1 of a category. */
  unit: number;
  coef: Maybe;
  se: Maybe;
  /** The coefficient for one more, and its error. */
  coef_per_one: Maybe;
  se_per_one: Maybe;
  /** With Wald limits. */
  hazard_ratio: Interval;
  z: Maybe;
  p_value: Maybe;
  /** The same ratio with limits from the profile likelihood. */
  profile: Interval;
  robust: { se: Maybe; hazard_ratio: Interval; p_value: Maybe } | null;
  /** Why it was left out; null where it was not. */
  note: string | null;
}

export interface FirthColumn {
  direction: string;
  /** As of the model's column. */
  unit: number;
  coef: Maybe;
  se: Maybe;
  coef_per_one: Maybe;
  hazard_ratio: Interval;
  p_value: Maybe;
}

/** Other tests of the same question. */
export interface Comparisons {
  summary: string;
  n_strata: number;
  /** What is over strata and what is not; null without strata. */
  strata_note: string | null;
  weighted: { name: string; stresses: string; chi_sq: Maybe; df: number | null; p_value: Maybe }[];
  /** The log-rank test with strata kept apart; null without strata. */
  stratified: TestResult | null;
  /** For three groups or more; `order` is that of the scores 1, 2, 3 ... */
  trend: { z: number; p_value: number; order: string[] } | null;
  /** For three groups or more: every two, with adjusted p-values. */
  pairs: { groups: [string, string]; chi_sq: Maybe; p_value: Maybe; holm: Maybe; benjamini_hochberg: Maybe }[];
  /** Two groups only. */
  max_combo: { p_value: number; tests: { name: string; z: number; largest: boolean }[] } | null;
  /** Hazard ratios from the log-rank parts; two groups only. */
  ratios: { name: string; direction: string; ratio: Interval }[];
  /** How many changes take the log-rank p across .05; `index` is null where it did not cross. */
  fragility: { name: string; what: string; index: number | null; significant: boolean; p_after: number | null }[];
  methods: string[];
}

/** Whether the model fits, and what it predicts. */
export interface Diagnostics {
  summary: string;
  transform: "km" | "identity" | "rank" | "log";
  /** Test of proportional hazards of each term; null where nothing could be seen to change. */
  ph: { name: string; chi_sq: number | null; df: number | null; p_value: number | null }[];
  ph_global: TestResult | null;
  ph_reason: string | null;
  /** Scaled Schoenfeld residuals of each term, at most 1000 points, with their smooth curve. */
  schoenfeld: SchoenfeldPlot[];
  /** The subjects whom the model fits worst, by deviance residual. */
  extremes: { subject: number; time: number; event: boolean; martingale: number; deviance: number }[];
  /** One a row of the model; `subject` is the place among the usable rows of the text, from 0. */
  martingale: number[];
  deviance: number[];
  subject: number[];
  /** Baseline cumulative hazard of each stratum, where every column is 0; null with the reason where no number can hold it. */
  baseline: { time: number[]; cum_haz: (number | null)[]; reason: Reason | null }[];
  /** Curves of the groups: at the means of the covariates, and standardised over the data. */
  adjusted: AdjustedCurves[];
  methods: string[];
}

export interface SchoenfeldPlot {
  name: string;
  /** Whether the term has several coefficients: the residuals are then those of what they add together, which the model fits as 1. */
  several: boolean;
  time: number[];
  /** Time on the scale of the test. */
  x: number[];
  y: (number | null)[];
  smooth_time: number[];
  smooth: number[];
  smooth_lower: number[];
  smooth_upper: number[];
}

export interface AdjustedCurves {
  method: string;
  time: number[];
  /** Times of `surv_at`. */
  at: number[];
  curves: { name: string; surv: number[]; lower: (number | null)[]; upper: (number | null)[]; surv_at: (number | null)[] }[];
}

/** Events of several causes. */
export interface Competing { summary: string; causes: CauseReport[]; methods: string[] }

/** Gray's test and subdistribution hazard ratios of the groups alone, for the event asked about. */
export interface IncidenceTests {
  gray: TestResult | null;
  gray_reason: string | null;
  subdistribution: Hazard[];
  subdistribution_reason: string | null;
  /** Whether there are so many rows that both are computed with the details only. */
  put_off: boolean;
}

/** One cause; every number belongs to it. */
export interface CauseReport {
  /** 1 is the event asked about. */
  code: number;
  name: string;
  n_event: number;
  groups: Incidence[];
  at: { time: number; groups: { name: string; cif: Interval; se: Maybe; naive: Maybe; n_risk: number; unreliable: boolean }[] }[];
  gray: TestResult | null;
  gray_reason: string | null;
  cause_specific: Hazard[];
  cause_specific_reason: string | null;
  subdistribution: Hazard[];
  subdistribution_reason: string | null;
}

/** Cumulative incidence of one cause in one group, one entry a step; shares in [0, 1]. */
export interface Incidence {
  name: string;
  n_event: number;
  time: number[];
  cif: number[];
  /** Standard error of cif, from Aalen's variance. */
  se: number[];
  lower: (number | null)[];
  upper: (number | null)[];
  /** 1 - Kaplan-Meier with other events censored: what overstates the cumulative incidence. */
  naive: number[];
  last_time: Maybe;
}

export interface Hazard {
  direction: string;
  /** As of the model's column. */
  unit: number;
  coef: Maybe;
  se: Maybe;
  coef_per_one: Maybe;
  /** Ratio of hazards. */
  ratio: Interval;
  p_value: Maybe;
}

/** Times in the user's unit. */
export interface Estimates {
  summary: string;
  /** Horizon of the restricted means. */
  tau: Maybe;
  /** That few are at risk towards the end of the means; null where many are. */
  tau_note: string | null;
  groups: GroupEstimates[];
  /** Each group against the reference. */
  rmst_difference: Contrast[];
  rmst_ratio: Contrast[];
  /** Ratio of the restricted mean times lost. */
  rmtl_ratio: Contrast[];
  milestones: Milestone[];
  /** Which of their limits say less than they seem to; null where none does. */
  milestones_note: string | null;
  rate_ratio: Contrast[];
  methods: string[];
}

export interface GroupEstimates {
  name: string;
  quantiles: Quantile[];
  /** Restricted mean time without the event, up to tau. */
  rmst: Interval;
  rmst_se: Maybe;
  /** tau less the restricted mean. */
  rmtl: Interval;
  /** Median of the reverse Kaplan-Meier curve. */
  follow_up: Quantile;
  n_event: number;
  /** Time under observation, summed over the group. */
  person_time: Maybe;
  /** Events per unit of time. */
  rate: Interval;
}

/** All groups at one time. */
export interface Milestone {
  time: number;
  groups: MilestoneGroup[];
  /** Differences of the shares. */
  difference: Contrast[];
}

export interface MilestoneGroup {
  name: string;
  /** Share without the event, or with it, as the curve runs; in [0, 1]. */
  share: Interval;
  /** Its standard error; none where nobody is without the event any more. */
  se: Maybe;
  n_risk: number | null;
  n_event: number | null;
  /** Fewer than 5 are at risk. */
  unreliable: boolean;
}

/** A caveat computed from the data; weightiest first. */
export interface Warning {
  code: string;
  sentence: string;
  /** The numbers that triggered it. */
  numbers: { [name: string]: number };
}

/** Piece of a sentence; strong pieces are set in bold. */
export interface Span { text: string; strong: boolean; at: string | null }

export interface Words {
  /** The answer as a sentence. */
  headline: Span[];
  /** What stands small beneath it: "adjusted p = .80", "log-rank p = .031", "Cox model, Efron ties" ... */
  under: string[];
  /** "24 subjects: 13 recovered, 11 censored." */
  counts: string;
  /** "80 rows → 77 in the curves → 73 in the adjusted model". */
  flow: string;
  /** How the numbers were computed, one sentence each, made from the options used. */
  methods: string[];
  /** What the settings of another program are and what it does otherwise all the same, as among the methods; null where they are our own. */
  profile: string | null;
  /** Text alternative of the figure: states the result. */
  figure_alt: string;
  /** To copy: the result with its direction, limits and caveats. */
  paragraph: string;
  /** To copy: one sentence made from the options used. */
  methods_sentence: string;
  /** To copy: name, version, source of the data. */
  citation: string;
  /** How names of files begin: small letters and digits of any script, hyphens. */
  file_stem: string;
}

export interface DataReport {
  n_rows: number;
  n_used: number;
  /** People: rows of one person that follow one another are one. */
  n_people: number;
  n_left_out: number;
  n_event: number;
  /** Events that compete with the one asked about; curves, tests and ratios take them as censored. */
  n_competing: number;
  n_censor: number;
  time_unit: string;
  time_label: string;
  event_name: string;
  /** Values taken as event and as censored, as found in the status column; both empty without one. */
  event_values: string[];
  competing_values: string[];
  censor_values: string[];
  status_from: "column" | "plus_sign" | "none";
  /** What made the reference group that: it was chosen, its name says that it is the control, or it is the first. Null with one group. */
  reference_from: "chosen" | "name" | "first" | null;
  notes: Note[];
  problems: Problem[];
  n_problems: number;
  /** All rows, those in the curves, those in the model with covariates or strata, where one was asked for. */
  stages: Stage[];
}

/** A step on the way from the rows of the text to those of a model. */
export interface Stage {
  what: "rows" | "in the curves" | "in the adjusted model" | "in the model";
  /** Rows that are left. */
  n: number;
  /** Rows that this step left out, by reason. */
  left_out: LeftOut[];
}

export interface LeftOut {
  /** "Age: no value" */
  reason: string;
  n: number;
  /** Lines of the text, counted from 1; at most 200. */
  rows: number[];
}

/** The groups in the Cox model with the covariates or strata that a person chose. */
export interface AdjustedModel {
  /** "adjusted for age and stage", "adjusted for age, stratified by centre" */
  how: string;
  covariates: AdjustedFor[];
  /** Name of the column of strata; null without. */
  strata: string | null;
  ties: "efron" | "breslow" | "exact";
  method: string;
  /** People in the model. */
  n: number;
  /** Rows of the curves that lack a value which the model needs. */
  n_left_out: number;
  n_event: number;
  /** Whether the errors are those by person. */
  robust: boolean;
  /** A line for each group but the reference, as in `Cox`. */
  terms: CoxTerm[];
  /** Test of all groups at once; null where an estimate is missing. */
  wald: TestResult | null;
  converged: boolean;
}

export interface AdjustedFor {
  name: string;
  /** What its other values are compared with; null for a number. */
  reference: string | null;
  /** Values such as "unknown", and the rows of the curves that have one. */
  unknown: string[];
  n_unknown: number;
  /** Whether these are missing; else each is a category of its own. */
  unknown_missing: boolean;
}

/** A way to read the table that only a person can decide: the safest one is taken until then, and said. */
export interface Doubt {
  /** Stable name of the kind of doubt, such as "status_not_known"; a warning of the same code goes before all others. */
  code: string;
  /** What `Roles.answered` holds once it is answered. */
  id: string;
  /** Names of the columns in question. */
  columns: string[];
  /** The values in question. */
  values: string[];
  /** What was found and how it is taken. */
  sentence: string;
  /** Empty where there are no alternatives. */
  question: string;
  /** The ways to read it, the one in force among them; none where only the text can be mended. */
  alternatives: Alternative[];
}

export interface Alternative {
  /** For a button: "Censored", "Another event". */
  label: string;
  /** What it would give: "5 events, 7 censored"; empty where that is not counted. */
  gives: string;
  /** Whether it is the reading in force. */
  taken: boolean;
  /** What changes in the roles, which also marks the doubt as answered. */
  change: Partial<Roles>;
}

/** How the table was read. */
export interface DataReading {
  /** What nobody has answered yet, weightiest first. */
  doubts: Doubt[];
}

export interface Report {
  schema: "riskset.report/1";
  version: string;
  options: Required<Options>;
  data: DataReport;
  groups: GroupReport[];
  log_rank: LogRank | null;
  log_rank_reason: string | null;
  cox: Cox | null;
  cox_reason: string | null;
  /** Where other events compete and there are groups: what compares the cumulative incidence of the event; else null. */
  incidence_tests: IncidenceTests | null;
  /** Of two groups or more, where covariates or strata were chosen; null with a reason where there is no such model. */
  adjusted: AdjustedModel | null;
  adjusted_reason: string | null;
  warnings: Warning[];
  words: Words;
  /** null: not computed, see `Options.depth`. */
  details: Details | null;
  /** The pictures that exist for the data. */
  plots: PlotOffer[];
  reading: DataReading;
}

/** Nothing could be computed: why, and what to do. The text itself is untouched. */
export interface Failure {
  code: string;
  message: string;
  /** A small text that would work; null when the cure is another. */
  example: string | null;
  problems: Problem[];
  n_problems: number;
}

/** Exactly one of report and failure is set; figure goes with report. */
export interface Analysis {
  report: Report | null;
  /** Description of the drawing as bytes, for Chart; opaque to the page. */
  figure: Uint8Array | null;
  /** The coefficients of the full model, where it has two or more. */
  forest: Forest | null;
  failure: Failure | null;
}

/** A number of a report, explained. */
export interface Explanation {
  /** What it is: "Hazard ratio, control versus UC-MSC". */
  title: string;
  /** Lines apart by line breaks: the formula in general, then with this trial's numbers. */
  formula: string;
  /** One sentence or two. */
  meaning: string;
  /** Author, year, journal, pages. */
  source: string;
}

/** A picture that exists for the data. */
export interface PlotOffer {
  plot: Drawing["plot"];
  /** Names of the groups or terms of which it shows one, chosen by `Drawing.of`; empty: it shows all. */
  of: string[];
}

/** How the figure is drawn. Nothing of it changes a number. */
export interface Drawing {
  /** Default "curves"; what does not exist for the data is answered by it. */
  plot: "curves" | "cum_haz" | "log_log" | "all_causes" | "stacked" | "schoenfeld";
  /** Index into `PlotOffer.of`. */
  of: number;
  /** Shares as 0.25 in place of 25 %. */
  probability: boolean;
  /** First and last time shown, in the unit of the data; null: all. */
  x_from: number | null;
  x_to: number | null;
  /** Unit of the axis: "minutes" to "years"; null: that of the data. */
  axis_unit: string | null;
  /** Lines to the medians. */
  medians: boolean;
  /** Line at the horizon of the restricted means. */
  tau_line: boolean;
  /** Hazard ratio, p and n in the emptiest corner. */
  corner: boolean;
  /** The axis of rising shares ends not far above the curves; else it has all of 0 to 100 %. */
  fit_shares: boolean;
  no_censor_marks: boolean;
  /** The page draws the band, or not, by this; unless asked, none is drawn of more than six groups. */
  no_band: boolean;
  table: "full" | "at_risk" | "none";
}

/** What can be written about patient data. */
export type TextKind = "results_csv" | "curves_csv" | "incidence_csv" | "risk_table_csv" | "subjects_csv" | "r" | "python";

export interface View {
  /** Width of the box in CSS pixels. */
  width: number;
  /** Device pixel ratio. */
  ratio: number;
  theme: "light" | "dark" | "light_contrast" | "dark_contrast";
  /** Draw the confidence band. */
  band: boolean;
  /** Paint the ground: for a picture that leaves the page. Default false. */
  ground?: boolean;
  /** The picture must be short: of more than three groups, or of panels, the table holds the numbers at risk alone. Default false. */
  short?: boolean;
}

/** Where things were drawn, in CSS pixels from the canvas's upper left corner. */
export interface Layout {
  width: number;
  height: number;
  plot: { left: number; top: number; right: number; bottom: number };
  /** The horizontal axis, in the unit of the data (of a logarithmic one, their common logarithms). */
  x_min: number;
  x_max: number;
  y_range: [number, number];
  /** Ticks of the time axis, which are the columns of the table beneath. */
  ticks: { value: number; x: number }[];
  /** Rows of the table: baseline of the text. */
  rows: { group: string; what: "at_risk" | "events" | "others" | "censored"; y: number }[];
  /** Direct labels at the curve ends. */
  labels: { group: string; text: string; left: number; top: number; right: number; bottom: number }[];
}

/** A curve of the figure as a table: place on the horizontal axis, height, limits (may be empty). */
export interface Twin { name: string; rows: [string, string, string][] }

/** The figure at one step: a time at which somebody has the event, 0, or the end of a curve. */
export interface Reading {
  /** Index of the step, from 0, and how many there are. */
  step: number;
  of: number;
  /** On the horizontal axis: the time, or its common logarithm. */
  place: number;
  /** The time with its unit: "15 days". */
  moment: string;
  /** One a curve, in the figure's order. */
  rows: {
    name: string;
    /** Height of the curve; null where it has none. */
    height: number | null;
    /** At risk just before; null where it is not known. */
    at_risk: number | null;
    events: number;
    /** "54.2 % (29.0 to 83.1)" */
    share: string;
    /** "11/12 × 10/11 = 83.3 %"; empty where nothing is to be said. */
    origin: string;
  }[];
  /** All of it for a screen reader. */
  spoken: string;
}

/** A reading and where it stands on the figure as it was drawn last. */
export interface PlacedReading {
  reading: Reading;
  /** Where the time stands, in CSS pixels from the left. */
  x: number;
  /** Where the curves stand that have not ended, in CSS pixels from the top. */
  dots: { curve: number; y: number; colour: [number, number, number] }[];
}

/** What is asked of counts. */
export interface CountsOptions {
  /** 0.5 to 0.999; default 0.95. */
  conf_level?: number;
  /** What the forest plot shows; default "risk_ratio". */
  measure?: "risk_ratio" | "odds_ratio" | "risk_difference";
  /** Compare the second arm with the first; default false: the first with the second. */
  swap?: boolean;
  /** Bound of significance for the fragility index, 0.001 to 0.5; default 0.05. */
  alpha?: number;
  /** Whether an event is harm or benefit: decides what NNTB and NNTH mean; default "bad". */
  event_is?: "bad" | "good";
}

/** Exactly one of report and failure is set; forest goes with report. */
export interface CountsAnalysis {
  report: CountsReport | null;
  forest: Forest | null;
  failure: Failure | null;
}

/** Two-by-two tables of one or several trials; nothing is pooled. Pairs are in the order of `arms`. */
export interface CountsReport {
  schema: "riskset.counts/1";
  version: string;
  options: Required<CountsOptions>;
  /** The arm asked about, then the one it is compared with. */
  arms: [string, string];
  trials: TrialReport[];
  problems: Problem[];
  n_problems: number;
  /** Comment lines `# key: value` above the table, as "key: value". */
  notes: string[];
  words: CountsWords;
  warnings: CountsCaveat[];
}

/** A caveat computed from the counts; weightiest first. */
export interface CountsCaveat {
  code: string;
  sentence: string;
}

export interface CountsWords {
  /** The answer: of one trial its result; of several what the rows hold. */
  sentence: string;
  /** How the numbers were computed, one sentence each. */
  methods: string[];
  /** How to read NNTB and NNTH. */
  nnt_note: string;
  /** The beginning of a file's name: what it holds follows after a hyphen. */
  file_stem: string;
}

/** One row of the text. */
export interface TrialReport {
  /** Line of the pasted text, counted from 1. */
  row: number;
  trial: string;
  outcome: string;
  note: string;
  /** "treated versus control" */
  direction: string;
  events: [number, number];
  n: [number, number];
  /** Share with the event in each arm, in [0, 1], with Wilson limits. */
  risk: [Interval, Interval];
  risk_ratio: Interval;
  odds_ratio: Interval;
  /** With Newcombe's limits. */
  risk_difference: Interval;
  /** The same difference with Wald limits. */
  risk_difference_wald: Interval;
  nnt: Nnt;
  /** Two-sided, by the rule of point probabilities. */
  fisher_p: Maybe;
  mid_p: Maybe;
  chi_square: ChiSquareReport;
  /** Conditional maximum likelihood, with exact limits; the reason "infinite" is a value, not a gap. */
  conditional_odds_ratio: Interval;
  fragility: FragilityReport;
  /** Empty, or which cell is zero and what follows. */
  zero_cells: string;
  /** The result in words, with its direction. */
  sentence: string;
}

/** Number needed to treat for one more benefit (NNTB) or harm (NNTH). */
export interface Nnt {
  /** "NNTB 5 (NNTB 3 to NNTB 20)", "NNTB 10 (NNTB 4 to infinity to NNTH 20)", or why there is none. */
  text: string;
  /** Whether the estimate is a benefit; null where the risks are the same. */
  benefit: boolean | null;
  /** 1 / |risk difference|, not rounded. */
  value: Maybe;
}

/** Pearson's test without and with Yates' correction; one degree of freedom. */
export interface ChiSquareReport {
  statistic: Maybe;
  p_value: Maybe;
  yates_statistic: Maybe;
  yates_p: Maybe;
}

/** How many subjects' outcomes must change until Fisher's p crosses alpha. */
export interface FragilityReport {
  /** null where it never crosses. */
  index: number | null;
  /** Of a significant result, or the reverse of one that is not. */
  kind: "fragility" | "reverse" | null;
  /** index over all subjects. */
  quotient: number | null;
  sentence: string;
}

/** Plain description of a forest plot, made by the core; ForestChart draws it. */
export interface Forest {
  /** The same as bytes: what ForestChart takes. */
  packed: Uint8Array;
  /** "Risk ratio, treated versus control" */
  measure_label: string;
  log: boolean;
  /** 1 for ratios, 0 for differences. */
  null_value: number;
  ticks: { at: number; label: string }[];
  /** Words left and right of the null value. */
  favours: [string, string];
  rows: ForestRow[];
  columns: { trial: string; arms: [string, string]; estimate: string };
  /** Ends of the axis. */
  range: [number, number];
  /** A sentence that must stand with the figure; empty: none. */
  label: string;
}

export interface ForestRow {
  label: string;
  sub: string;
  /** "3/17" */
  counts: [string, string];
  value: number | null;
  lower: number | null;
  upper: number | null;
  /** The limit lies beyond the axis, or is 0 or infinite. */
  lower_open: boolean;
  upper_open: boolean;
  /** Area of the square, in [0, 1], by the number of subjects. */
  weight: number;
  /** "0.29 (0.10 to 0.84)", or "not estimable: no events in treated" */
  text: string;
}

/** Where a forest plot was drawn, in CSS pixels from the canvas's upper left corner. */
export interface ForestLayout {
  width: number;
  height: number;
  /** Each trial's words stand above its interval, because the box is narrow. */
  stacked: boolean;
  plot: { left: number; top: number; right: number; bottom: number };
  null_x: number;
  ticks: { value: number; x: number }[];
  /** Trials: the band of the interval (upper and lower edge), its middle line, and what is drawn there. */
  rows: { label: string; band: [number, number]; y: number; bar: ForestBar | null }[];
}

export interface ForestBar {
  from: number;
  to: number;
  /** Whether the left end is an arrow, and the right one. */
  open: [boolean, boolean];
  square: { left: number; top: number; right: number; bottom: number } | null;
}
