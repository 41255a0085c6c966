// breaks: provider-process-knows-only-what-it-names
import 'zod';
