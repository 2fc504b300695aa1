import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Doubt} Doubt */
/** @typedef {import("../../src/wasm/shapes.d.ts").Roles} Roles */

/** What only a person can decide about the table: questions with buttons beside the columns, and a sentence before the answer. */
export class Doubts {
  #questions;
  #notes;
  #onRoles;
  /** The questions that are shown, so that those that stay keep the focus. */
  #shown = "";

  /** @param {HTMLElement} questions @param {HTMLElement} notes @param {(change: (roles: Roles) => Partial<Roles>) => void} onRoles */
  constructor(questions, notes, onRoles) {
    this.#questions = questions;
    this.#notes = notes;
    this.#onRoles = onRoles;
  }

  /** Beside the columns. @param {Doubt[]} doubts */
  ask(doubts) {
    const shown = JSON.stringify(doubts);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const asked = doubts.filter(({ alternatives }) => alternatives.length > 0);
    this.#questions.hidden = asked.length === 0;
    this.#questions.replaceChildren(...asked.map((doubt) => this.#question(doubt)));
  }

  /** Before the answer. @param {Doubt[]} doubts */
  note(doubts) {
    this.#notes.hidden = doubts.length === 0;
    this.#notes.replaceChildren(...doubts.map(({ sentence, alternatives }) => make("p", { dir: "auto" }, sentence, alternatives.length > 0
      ? make("button", { type: "button", class: "plain", on: { click: () => this.#toQuestions() } }, "Answer") : null)));
  }

  #question({ question, alternatives }) {
    const button = ({ label, gives, taken, change }) => make("button", { type: "button", "aria-pressed": String(taken), on: { click: () => {
      this.#onRoles(() => change);
      document.getElementById("role-status").focus();
    } } }, label, gives === "" ? null : make("small", {}, ` ${gives}`));
    return make("div", { class: "doubt", role: "group", "aria-label": question }, make("p", { dir: "auto" }, question), ...alternatives.map(button));
  }

  #toQuestions() {
    const fold = document.getElementById("data-fold");
    if (!fold.hidden && fold.getAttribute("aria-expanded") === "false") fold.click();
    this.#questions.querySelector("button")?.focus();
  }
}
