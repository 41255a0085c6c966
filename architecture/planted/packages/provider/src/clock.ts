// breaks: provider-knows-only-what-it-names
import 'undici';
