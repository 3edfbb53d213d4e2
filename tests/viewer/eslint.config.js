import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["**/vendor/**", "var/**", ".venv/**", "**/*.min.js"] },
  js.configs.recommended,
  {
    files: ["static/**/*.js"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: { ...globals.browser, ...globals.worker } },
    rules: {
      "complexity": ["error", 16],
      "max-lines": ["error", 300],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-restricted-syntax": ["error", {
        selector: "CallExpression[callee.property.name='setAttribute'][arguments.0.value='style']",
        message: "The Content-Security-Policy refuses style attributes; set element.style properties.",
      }],
      "no-shadow": "off",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "prefer-const": "error",
      "eqeqeq": ["error", "smart"],
    },
  },
  { files: ["tests/viewer/**/*.js"], languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.node } },
];
