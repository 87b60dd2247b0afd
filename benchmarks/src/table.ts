/** The result for people. */

import { styleText } from "node:util";
import { isMissed, type Row } from "./row.ts";

/** What stands above the two figures. */
export type Headings = Readonly<Record<"ours" | "peer", string>>;

/** The rows as a table, those that miss their budget marked. */
export function formatTable(rows: readonly Row[], { ours, peer }: Headings): string {
	const columns = ["", ours, peer, "unit", "ratio", "budget", ""];
	const lines = [columns, ...rows.map(cells)];
	const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
	return lines
		.map((line, index) => {
			const text = line
				.map((cell, column) => pad(cell, widths[column] ?? 0, column))
				.join("  ")
				.trimEnd();
			const row = rows[index - 1];
			if (row === undefined) return styleText("bold", text);
			return isMissed(row) ? styleText("red", text) : text;
		})
		.join("\n");
}

function cells(row: Row): string[] {
	const verdict = row.budget === null ? "" : isMissed(row) ? "MISSED" : "met";
	const figures = [row.ours, row.peer].map(formatNumber);
	return [row.name, ...figures, row.unit, row.ratio.toFixed(3), row.budget === null ? "" : `≤ ${row.budget}`, verdict];
}

/** Three digits that count. */
function formatNumber(value: number): string {
	return value >= 1000 ? value.toFixed(0) : value.toPrecision(3);
}

/** Names, units and verdicts to the left, numbers to the right. */
function pad(cell: string, width: number, column: number): string {
	return column === 0 || column === 3 || column === 6 ? cell.padEnd(width) : cell.padStart(width);
}
