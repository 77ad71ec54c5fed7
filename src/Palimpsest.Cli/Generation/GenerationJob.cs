using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Palimpsest.Cli.Display;

namespace Palimpsest.Cli.Generation;

/// <summary>Runs a request from the command's side: progress on standard error, files on disk, the result on standard output.</summary>
internal sealed class GenerationJob(IEngine engine, GenerationRequest request, OutputFiles files, bool json)
{
    private readonly List<(string Path, FinishedPicture Picture)> _saved = [];

    /// <summary>The exit code. What was finished before a cancellation or a failure stays on disk and is reported.</summary>
    public int Run(CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        int asked = request.BatchSize * request.BatchCount;
        string? stopped = null;
        try
        {
            JobDisplay.ForTerminal().Run(display => engine.Make(request, new SavingObserver(display, Save), cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && _saved.Count > 0)
        {
            stopped = $"Stopped; {_saved.Count} of {asked} pictures are finished and saved.";
            Console.Error.WriteLine($"palimpsest: {stopped}");
        }
        finally
        {
            // Not earlier: a line on standard output would be torn by the moving bar when both are the same terminal.
            PrintPaths();
        }

        double seconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3);
        if (json)
        {
            JsonOutput.Print(Document(seconds, stopped));
        }
        else if (_saved.Count > 0)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_saved.Count} of {asked} pictures in {seconds:0.0} s"));
        }

        return stopped is null ? ExitCode.Success : ExitCode.Failure;
    }

    private void Save(FinishedPicture picture) => _saved.Add((files.Save(picture), picture));

    private void PrintPaths()
    {
        if (!json)
        {
            _saved.ForEach(saved => Console.WriteLine(saved.Path));
        }
    }

    private JsonObject Document(double seconds, string? stopped)
    {
        var document = new JsonObject
        {
            ["pictures"] = new JsonArray([.. _saved.Select(saved => (JsonNode)new JsonObject
            {
                ["path"] = saved.Path,
                ["width"] = saved.Picture.Width,
                ["height"] = saved.Picture.Height,
                ["seed"] = saved.Picture.Seed,
                ["infotext"] = saved.Picture.Infotext,
            })]),
            ["seconds"] = seconds,
        };
        if (stopped is not null)
        {
            document["error"] = stopped;
            document["exit_code"] = ExitCode.Failure;
        }

        return document;
    }

    private sealed class SavingObserver(IGenerationObserver display, Action<FinishedPicture> save) : IGenerationObserver
    {
        public void Stage(string name) => display.Stage(name);

        public void Step(int done, int total) => display.Step(done, total);

        public void Finished(FinishedPicture picture)
        {
            save(picture);
            display.Finished(picture);
        }
    }
}
