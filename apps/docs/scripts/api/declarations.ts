/** Reads a package's public names, with their docstrings and declarations, from the sources of its entry point. */

import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import ts from "typescript";
import { type Docstring, docstringOf } from "./docstring.ts";

/** A part of an interface, a type or a class. */
export interface Member {
	readonly name: string;
	/** As in the source, without its docstring and body. */
	readonly code: string;
	readonly doc: Docstring;
}

/** A public name. */
export interface Declaration {
	readonly name: string;
	readonly kind: "function" | "class" | "interface" | "type" | "constant";
	/** The file that declares it, as an absolute path. */
	readonly file: string;
	/** Where in the file it begins. */
	readonly position: number;
	/** As in the source: a function without its body, an interface or class without its members. */
	readonly code: string;
	readonly doc: Docstring;
	readonly members: readonly Member[];
}

/**
 * The public names of an entry point, which lists them one by one: `export { name } from "./file.ts"`. Those that come from
 * another package are that package's to explain.
 *
 * @param entry path of the entry point
 * @throws Error for an export that is of another form, or can't be found
 */
export function readDeclarations(entry: string): Declaration[] {
	return parse(entry).statements.flatMap((statement) => {
		if (ts.isImportDeclaration(statement)) return [];
		if (!ts.isExportDeclaration(statement)) return readStatement(statement, entry);
		const { exportClause, moduleSpecifier } = statement;
		if (exportClause === undefined || !ts.isNamedExports(exportClause) || moduleSpecifier === undefined) {
			throw new Error(`${entry} exports something other than names of a file: ${statement.getText()}`);
		}
		const { text: source } = moduleSpecifier as ts.StringLiteral;
		if (!source.startsWith(".")) return [];
		const file = resolve(dirname(entry), source);
		return exportClause.elements.map(({ name }) => find(file, name.text));
	});
}

function parse(file: string): ts.SourceFile {
	return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
}

function find(file: string, name: string): Declaration {
	for (const statement of parse(file).statements) {
		const found = readStatement(statement, file).find((declaration) => declaration.name === name);
		if (found !== undefined) return found;
	}
	throw new Error(`${name} isn't declared in ${file}.`);
}

function readStatement(statement: ts.Statement, file: string): Declaration[] {
	const common = { file, position: statement.pos, doc: docstringOf(statement), members: [] };
	if (ts.isFunctionDeclaration(statement)) {
		return [{ ...common, name: nameOf(statement), kind: "function", code: textOf(statement, statement.body) }];
	}
	if (ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement)) {
		const kind = ts.isClassDeclaration(statement) ? "class" : "interface";
		const members = [...statement.members].filter(isPublic).map(readMember);
		return [{ ...common, name: nameOf(statement), kind, code: headOf(statement), members }];
	}
	if (ts.isTypeAliasDeclaration(statement)) {
		return [{ ...common, name: nameOf(statement), kind: "type", code: textOf(statement) }];
	}
	if (ts.isVariableStatement(statement)) {
		return statement.declarationList.declarations.map((declaration) => {
			const code = `const ${textOf(declaration, declaration.type && declaration.initializer)}`.replace(/ =$/, "");
			return { ...common, name: declaration.name.getText(), kind: "constant", code };
		});
	}
	return [];
}

const nameOf = (node: { readonly name?: ts.Node | undefined }): string => node.name?.getText() ?? "";

function isPublic(member: ts.ClassElement | ts.TypeElement): boolean {
	if (member.name !== undefined && (ts.isPrivateIdentifier(member.name) || ts.isComputedPropertyName(member.name)))
		return false;
	const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
	return (ts.getCombinedModifierFlags(member as ts.Declaration) & hidden) === 0;
}

function readMember(member: ts.ClassElement | ts.TypeElement): Member {
	const [first] = (member as { parameters?: ts.NodeArray<ts.ParameterDeclaration> }).parameters ?? [];
	const named = ts.isIndexSignatureDeclaration(member) ? first?.name : member.name;
	const name = named?.getText() ?? "constructor";
	const { body } = member as { body?: ts.Block };
	const code = textOf(member, body)
		.replace(/[;,]$/, "")
		.replace(/^override /, "");
	return { name, code, doc: docstringOf(member) };
}

/** Up to the brace that opens the members. */
function headOf(node: ts.ClassDeclaration | ts.InterfaceDeclaration): string {
	const text = node.getText();
	const end = node.members.pos - node.getStart();
	return withoutExport(text.slice(0, end).replace(/\s*\{\s*$/, ""));
}

/** The node's text without what is at its end, and without the indentation of the line it begins on. */
function textOf(node: ts.Node, end?: ts.Node): string {
	const { text } = node.getSourceFile();
	const start = node.getStart();
	const indent = /[\t ]*$/.exec(text.slice(0, start))?.[0] ?? "";
	return withoutExport(
		text
			.slice(start, end?.getStart() ?? node.getEnd())
			.trimEnd()
			.replaceAll(`\n${indent}`, "\n"),
	);
}

/** What says nothing to who uses it. */
const withoutExport = (text: string): string => text.replace(/^export (declare |async )?/, "").replace(/;$/, "");
