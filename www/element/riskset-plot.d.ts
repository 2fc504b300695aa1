import type { Report } from "./pkg/riskset.js";

/** Every attribute is a property of text too; null where it is absent. Set it to true for an attribute without a value. */
type Reflected = string | null;

/** `<riskset-plot>`: a trial inside an article. Importing `riskset-plot.js` makes it known. */
export class RisksetPlot extends HTMLElement {
  /** The whole report; null until `riskset-ready` and after an error. */
  readonly report: Report | null;
  src: Reflected;
  settings: Reflected;
  theme: Reflected;
  get compact(): Reflected;
  set compact(value: Reflected | boolean);
  time: Reflected;
  start: Reflected;
  end: Reflected;
  status: Reflected;
  group: Reflected;
  entry: Reflected;
  strata: Reflected;
  covariates: Reflected;
  event: Reflected;
  competing: Reflected;
  missing: Reflected;
  reference: Reflected;
  groupOrder: Reflected;
  eventName: Reflected;
  timeUnit: Reflected;
  timeLabel: Reflected;
  curve: Reflected;
  get confLevel(): Reflected;
  set confLevel(value: Reflected | number);
  confType: Reflected;
  ties: Reflected;
  profile: Reflected;
  get tau(): Reflected;
  set tau(value: Reflected | number);
  plot: Reflected;
}

export interface RisksetAnswer { report: Report }
export interface RisksetTrouble { message: string; code: string; row: number | null }

declare global {
  interface HTMLElementTagNameMap { "riskset-plot": RisksetPlot }
  interface HTMLElementEventMap {
    "riskset-ready": CustomEvent<RisksetAnswer>;
    "riskset-change": CustomEvent<RisksetAnswer>;
    "riskset-error": CustomEvent<RisksetTrouble>;
  }
}
