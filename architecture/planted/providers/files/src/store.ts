// breaks: reference-providers-know-only-the-sdk
import 'undici';
