import './style.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { RouterProvider as AriaRouter } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { cache } from './api/read.ts';
import { router } from './router.tsx';
import { applyTheme } from './shell/theme.ts';
import { keepFocus } from './ui/keep-focus.ts';

applyTheme();
keepFocus();

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place for the application.');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={cache}>
      <AriaRouter navigate={(to) => router.history.push(to)}>
        <RouterProvider router={router} />
      </AriaRouter>
    </QueryClientProvider>
  </StrictMode>,
);
