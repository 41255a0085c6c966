// breaks: use-cases-know-no-adapter
import 'undici';
