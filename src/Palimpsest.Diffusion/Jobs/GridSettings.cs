namespace Palimpsest.Diffusion.Jobs;

/// <summary>How a job's pictures are put into one.</summary>
/// <param name="Rows">webui's n_rows: 0 is one for each picture of a batch, -1 as many as columns.</param>
/// <param name="WithoutGaps">With -1 rows: no cell stays empty.</param>
public sealed record GridSettings(int Rows, bool WithoutGaps);
