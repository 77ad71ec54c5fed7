using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Cli.Jobs;

/// <summary>What a job came to, for programs.</summary>
internal static class JobResult
{
    /// <param name="error">Why the job ended early; null when it did not.</param>
    public static JsonObject Document(
        IEnumerable<(string Path, GeneratedPicture Picture)> saved, IEnumerable<StageTime> times, TimeSpan elapsed, string? error)
    {
        var document = new JsonObject
        {
            ["pictures"] = new JsonArray([.. saved.Select(file => (JsonNode)new JsonObject
            {
                ["path"] = file.Path,
                ["width"] = file.Picture.Picture.Width,
                ["height"] = file.Picture.Picture.Height,
                ["seed"] = file.Picture.Seed,
                ["infotext"] = file.Picture.Infotext,
            })]),
            ["seconds"] = Seconds(elapsed),
            ["stages"] = new JsonArray([.. times.Select(stage => (JsonNode)new JsonObject { ["name"] = stage.Stage, ["seconds"] = Seconds(stage.Time) })]),
        };
        if (error is not null)
        {
            document["error"] = error;
            document["exit_code"] = ExitCode.Failure;
        }

        return document;
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
