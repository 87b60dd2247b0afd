/** Of the applications in the tests of grants, for their sessions and their tokens. */
export const secrets = "a-secret-of-the-tests-of-grants-0123456789-abcdef";
