type Errors = readonly { message: string; diff?: string }[] | undefined;

type Test = {
  fullName: string;
  result(): { state: string; errors: Errors };
};

type Module = {
  relativeModuleId: string;
  errors(): Errors;
  children: { allTests(): Iterable<Test> };
};

export default class OutcomeReporter {
  onTestRunEnd(modules: readonly Module[]): void;
}
