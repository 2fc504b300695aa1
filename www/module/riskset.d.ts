import type { Analysis, Chart, CountsOptions, CountsReport, Layout, Options, Report, Roles } from "./pkg/riskset.js";
export type { Chart, CountsOptions, CountsReport, Layout, Options, Report, Roles };

/** Why a question has no answer, in words that a person can act on. */
export class RisksetError extends Error {
  constructor(message: string, code: string, where?: { row?: number | null; column?: string | null });
  /** Stable name of the kind of trouble, such as "no_column", "broken", or a code of the core. */
  code: string;
  /** Line of the text, counted from 1, where one row is to blame; else null. */
  row: number | null;
  column: string | null;
}

/** A column: its name, or its number counted from 0; null for none. */
export type Column = string | number | null;

export interface Choices extends Options {
  time?: Column;
  start?: Column;
  end?: Column;
  status?: Column;
  group?: Column;
  entry?: Column;
  id?: Column;
  strata?: Column;
  covariates?: Column | Column[];
  categories?: Column[];
  /** The value that the others of a covariate are compared with, by the name of its column. */
  references?: Record<string, string | number>;
  /** Covariates of which a value such as "unknown" is missing. */
  unknown_missing?: Column | Column[];
  /** Values of the status column that mean the event. */
  event?: string | number | (string | number)[];
  /** Values that mean an event after which this one cannot come. */
  competing?: string | number | (string | number)[];
  /** Values that mean that nothing is known: their rows are left out. */
  missing?: string | number | (string | number)[];
  /** Roles as the core takes them, for what has no word above. */
  roles?: Partial<Roles>;
}

/** The numbers and words, and the figure as bytes for `draw`, `svg` and `chart`. Can be sent to a worker and kept. */
export interface Answer {
  report: Report;
  figure: Uint8Array;
  /** Columns by their numbers, and the options that were asked for. */
  given: { roles: Roles; options: Options };
}

export interface Look { width?: number; theme?: "light" | "dark"; band?: boolean }

/** Address of the page that this module belongs to. */
export const home: string;
/** Loads and starts the core before the first question; otherwise that question does it. */
export function ready(): Promise<unknown>;
/** What is not chosen is guessed, as on the page. Rejects with a RisksetError. */
export function analyze(text: string, choices?: Choices): Promise<Answer>;
export function analyzeCounts(text: string, options?: CountsOptions): Promise<CountsReport>;
/** Without a canvas, so also in Node and in workers. Widths from 240 to 4000. */
export function svg(answer: Answer, look?: Look & { title?: string }): Promise<string>;
/** On a page: sizes the canvas, draws, and sets its text alternative; answers where everything stands. */
export function draw(canvas: HTMLCanvasElement, answer: Answer, look?: Look & { ratio?: number; ground?: boolean }): Promise<Layout>;
/** A figure to draw and to read step by step; call `free()` when it is done with. */
export function chart(answer: Answer): Promise<Chart>;
