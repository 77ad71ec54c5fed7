using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;

namespace Palimpsest.Cli.Jobs;

/// <summary>What a job came to, for programs.</summary>
internal static class JobResult
{
    /// <param name="grids">Paths of pictures of pictures.</param>
    /// <param name="warnings">What was done otherwise than asked for, a sentence each.</param>
    /// <param name="skipped">Sources that no picture could be made of.</param>
    /// <param name="unrepeatable">What of a repeated picture is otherwise, a sentence each.</param>
    /// <param name="peakBytes">The most memory that the process had at once.</param>
    /// <param name="failure">Why the job ended early; null when it did not.</param>
    public static JsonObject Document(
        IEnumerable<SavedPicture> saved,
        IReadOnlyCollection<string> grids,
        IReadOnlyCollection<string> warnings,
        IReadOnlyCollection<SkippedItem> skipped,
        IReadOnlyCollection<string> unrepeatable,
        IEnumerable<StageTime> times,
        TimeSpan elapsed,
        long peakBytes,
        Failure? failure)
    {
        var document = new JsonObject
        {
            ["pictures"] = new JsonArray([.. saved.Select(Picture)]),
            ["seconds"] = Seconds(elapsed),
            ["peak_bytes"] = peakBytes,
            ["stages"] = new JsonArray([.. times.Select(Stage)]),
        };
        if (grids.Count > 0)
        {
            document["grids"] = new JsonArray([.. grids.Select(path => (JsonNode)path)]);
        }

        if (warnings.Count > 0)
        {
            document["warnings"] = new JsonArray([.. warnings.Select(sentence => (JsonNode)sentence)]);
        }

        if (skipped.Count > 0)
        {
            document["skipped"] = new JsonArray([.. skipped.Select(item => (JsonNode)new JsonObject { ["source"] = item.Name, ["reason"] = item.Reason })]);
        }

        if (unrepeatable.Count > 0)
        {
            document["not_repeated"] = new JsonArray([.. unrepeatable.Select(sentence => (JsonNode)sentence)]);
        }

        if (failure is not null)
        {
            document["error"] = failure.Message;
            document["exit_code"] = failure.ExitCode;
        }

        return document;
    }

    private static JsonNode Picture(SavedPicture file)
    {
        var picture = new JsonObject
        {
            ["path"] = file.Path,
            ["width"] = file.Picture.Picture.Width,
            ["height"] = file.Picture.Picture.Height,
            ["seed"] = file.Picture.Seed,
            ["infotext"] = file.Picture.Infotext,
        };
        if (file.MaskPath is not null)
        {
            picture["mask"] = file.MaskPath;
        }

        if (file.MaskCompositePath is not null)
        {
            picture["mask_composite"] = file.MaskCompositePath;
        }

        if (file.Beside.Count > 0)
        {
            picture["beside"] = new JsonArray([.. file.Beside.Select(beside => (JsonNode)beside.Path)]);
        }

        return picture;
    }

    private static JsonNode Stage(StageTime stage) => new JsonObject
    {
        ["name"] = stage.Stage,
        ["seconds"] = Seconds(stage.Time),
        ["operations"] = new JsonArray([.. stage.Operations.Select(operation => (JsonNode)new JsonObject
        {
            ["name"] = operation.Kind,
            ["seconds"] = Seconds(operation.Time),
            ["floating_point_operations"] = operation.Operations,
        })]),
    };

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
