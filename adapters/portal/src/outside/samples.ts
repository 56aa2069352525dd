// samples: the tone in which the outcome of a sample is shown.
const tones: Record<string, 'good' | 'wait' | 'bad' | 'calm'> = { SAMPLE_WAITING: 'wait', SAMPLE_PASSED: 'good', SAMPLE_OBJECTED: 'wait', SAMPLE_CONFIRMED: 'bad', SAMPLE_DISMISSED: 'good' }
export const sampleTone = (state: string) => tones[state] ?? 'calm'
