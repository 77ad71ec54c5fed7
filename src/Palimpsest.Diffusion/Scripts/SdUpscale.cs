using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>
/// Enlarges a picture and paints it anew tile by tile, each of the request's size. The batch count is how many results are made, with the seeds after the
/// first. Better than webui: each result carries its own seed. Defaults are webui's.
/// </summary>
public sealed class SdUpscale : IScript
{
    public string Title => "SD upscale";

    /// <summary>"Tile overlap", 0 to 256 pixels.</summary>
    public int TileOverlap { get; init; } = 64;

    /// <summary>"Upscaler": None, Lanczos, Nearest.</summary>
    public string Upscaler { get; init; } = "None";

    /// <summary>"Scale Factor", 1 to 4; without an upscaler it does nothing.</summary>
    public double ScaleFactor { get; init; } = 2;

    public ScriptResult Run(GenerationRequest request, ScriptRun run)
    {
        ScriptArguments.Check(Title, "Tile overlap", TileOverlap, 0, 4096);
        ScriptArguments.Check(Title, "Scale factor", ScaleFactor, 1, 16);
        request = Seeds.Fix(request);
        Picture picture = ScriptArguments.OnePicture(Title, request);
        IUpscaler? upscaler = SamplingSetup.Upscaler(Upscaler);
        Picture large = upscaler is null ? picture : Upscaling.Apply(upscaler, picture, ScaleFactor);
        GenerationRequest job = request with
        {
            BatchCount = 1,
            ExtraParameters =
            [
                .. request.ExtraParameters,
                ("SD upscale overlap", ((Infotext.PythonNumber)TileOverlap).ToString()),
                ("SD upscale upscaler", upscaler is null ? "None" : Upscaler),
            ],
        };
        List<ScriptPicture> results = [];
        int tiles = new TileGrid(large, request.Width, request.Height, TileOverlap).Tiles.Count;
        run.Expect((tiles + request.BatchSize - 1) / request.BatchSize * request.BatchCount);
        for (int n = 0; n < request.BatchCount; n++)
        {
            results.Add(One(job with { Seed = request.Seed + n }, large, run));
        }

        return new ScriptResult(results);
    }

    private ScriptPicture One(GenerationRequest job, Picture large, ScriptRun run)
    {
        var grid = new TileGrid(large, job.Width, job.Height, TileOverlap);
        Picture[] tiles = [.. grid.Tiles];
        string? infotext = null;
        long first = job.Seed;
        for (int start = 0; start < tiles.Length; start += job.BatchSize)
        {
            Picture[] batch = tiles[start..Math.Min(start + job.BatchSize, tiles.Length)];
            IReadOnlyList<GeneratedPicture> made = run.Generate(job with { InitPictures = batch, BatchSize = batch.Length }, isResult: false);
            infotext ??= made[0].Infotext;
            for (int i = 0; i < batch.Length; i++)
            {
                grid.Replace(start + i, made[i].Picture);
            }

            job = job with { Seed = job.Seed + 1 };
        }

        return new ScriptPicture(grid.Combine(), infotext!, first);
    }
}
