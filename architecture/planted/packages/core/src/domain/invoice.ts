// breaks: domain-knows-only-itself
import '../usecases/refund.ts';
