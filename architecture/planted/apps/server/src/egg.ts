import './chicken.ts';
