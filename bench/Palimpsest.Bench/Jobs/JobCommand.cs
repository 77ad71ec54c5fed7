using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Palimpsest.Bench.Jobs;

/// <summary>A whole job at real size, run by the command as users run it: time, stages, peak memory, and what "plan" had foretold.</summary>
internal sealed class JobCommand : Command
{
    private readonly Option<string?> _model = new("--model") { Description = "A Stable Diffusion 1.x checkpoint. [default: synthetic float16 weights]" };
    private readonly Option<string?> _picture = new("--picture") { Description = "The picture to begin with. [default: samples/portrait.jpg]" };
    private readonly Option<int> _side = new("--side") { Description = "Width and height in pixels.", DefaultValueFactory = _ => 512 };
    private readonly Option<int> _steps = new("--steps") { Description = "Sampling steps.", DefaultValueFactory = _ => 20 };
    private readonly Option<double> _denoise = new("--denoise") { Description = "How much may change, 0 to 1.", DefaultValueFactory = _ => 0.65 };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads. [default: one for each processor]" };

    public JobCommand()
        : base("job", "Runs a whole img2img job and says what time and memory it took.")
    {
        Add(_model);
        Add(_picture);
        Add(_side);
        Add(_steps);
        Add(_denoise);
        Add(_threads);
        SetAction(Run);
    }

    private int Run(ParseResult result)
    {
        string side = Text(result.GetValue(_side));
        List<string> job =
        [
            "--model", result.GetValue(_model) ?? SyntheticModel.Path(), "--width", side, "--height", side,
            "--steps", Text(result.GetValue(_steps)), "--denoise", Text(result.GetValue(_denoise)),
            "--prompt", "watercolor, light smile, Sakura background", "--negative", "lowres", "--cfg", "11",
            "--sampler", "DPM++ 2M", "--scheduler", "Karras", "--seed", "42",
        ];
        if (result.GetValue(_threads) is int threads)
        {
            job.AddRange(["--threads", Text(threads)]);
        }

        CommandRun plan = CommandRun.Of(["plan", .. job]);
        string output = Path.Combine(Path.GetTempPath(), $"palimpsest-bench-{Environment.ProcessId}.png");
        string picture = Path.GetFullPath(result.GetValue(_picture) ?? Path.Combine(CommandRun.Repository, "samples", "portrait.jpg"));
        CommandRun run = CommandRun.Of(["img2img", picture, .. job, "--output", output]);
        File.Delete(output);
        Report(plan, run);
        return 0;
    }

    private static void Report(CommandRun plan, CommandRun run)
    {
        double seconds = run.Document.GetProperty("seconds").GetDouble();
        Print($"{"stage",-22}  {"s",7}  share");
        foreach (JsonElement stage in run.Document.GetProperty("stages").EnumerateArray())
        {
            PrintTime(stage, seconds, indent: "");
            double stageSeconds = stage.GetProperty("seconds").GetDouble();
            foreach (JsonElement operation in stage.GetProperty("operations").EnumerateArray())
            {
                PrintTime(operation, stageSeconds, indent: "  ");
            }
        }

        long foretold = plan.Document.GetProperty("bytes").GetInt64();
        Print($"time         {run.Time.TotalSeconds:0.0} s with start and exit, {seconds:0.0} s by the command's clock; plan said {plan.Document.GetProperty("seconds").GetDouble():0.0} s");
        Print($"peak memory  {run.PeakBytes} bytes ({run.PeakBytes / (double)(1L << 30):0.000} GiB); plan said {foretold} bytes, {(run.PeakBytes - foretold) / 1e6:+0;-0} MB off");
    }

    private static void PrintTime(JsonElement part, double whole, string indent)
    {
        double seconds = part.GetProperty("seconds").GetDouble();
        string speed = part.TryGetProperty("floating_point_operations", out JsonElement operations)
            ? string.Create(CultureInfo.InvariantCulture, $"  {operations.GetDouble() / seconds / 1e9,6:0.0} GFLOP/s")
            : "";
        Print($"{indent + part.GetProperty("name").GetString(),-22}  {seconds,7:0.00}  {seconds / whole,6:P1}{speed}");
    }

    private static string Text<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
