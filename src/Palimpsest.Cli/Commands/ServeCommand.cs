using System.CommandLine;
using Palimpsest.Cli.Parsing;
using Palimpsest.Studio;

namespace Palimpsest.Cli.Commands;

/// <summary>Serves the studio and the web API.</summary>
internal sealed class ServeCommand : Command, IExamples
{
    private readonly Option<string?> _host = new("--host") { Description = "The address to listen on; others than this machine's own need --api-auth or PALIMPSEST_API_KEY. [default: 127.0.0.1]", HelpName = "address" };
    private readonly Option<int?> _port = OptionOf.Number<int>("--port", "The port to listen on; 0 takes a free one. [default: 7860]", 0, 65535);
    private readonly Option<string?> _dataDir = new("--data-dir") { Description = "Models, styles and outputs: a folder of webui's, or one with the same layout. [default: one of the user's own]", HelpName = "folder" };
    private readonly Option<bool> _noBrowser = new("--no-browser") { Description = "Do not open the browser. [default: false]" };
    private readonly Option<string?> _apiAuth = new("--api-auth") { Description = "Who may use the server, user:password, several separated by commas; webui's --api-auth. [default: anyone on this machine]", HelpName = "users" };
    private readonly Option<int?> _threads = OptionOf.Number<int>("--threads", "Threads to compute with. [default: one for each processor]", 1, 1024);
    private readonly Option<string?> _memory = new("--memory") { Description = "Do not use more, for example 6GB. [default: what is free]", HelpName = "size" };

    public ServeCommand()
        : base("serve", "Serves the studio in the browser, and webui's API to programs. Options can also stand in palimpsest.json and in variables such as PALIMPSEST_PORT.")
    {
        foreach (Option option in Options())
        {
            Add(option);
        }

        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "palimpsest serve",
        "palimpsest serve --port 8000 --no-browser --data-dir ~/stable-diffusion-webui",
        "palimpsest serve --host 0.0.0.0 --api-auth anna:secret",
    ];

    private new IReadOnlyList<Option> Options() => [_host, _port, _dataDir, _noBrowser, _apiAuth, _threads, _memory];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellation)
    {
        // The words as they were typed: the environment and the file are read by the same rules.
        Dictionary<string, string> given = Options().Where(result.IsGiven).ToDictionary(
            option => option.Name.TrimStart('-'), option => result.GetResult(option)!.Tokens.FirstOrDefault()?.Value ?? "true");
        try
        {
            StudioOptions options = StudioOptionsReader.Read(given, Environment.GetEnvironmentVariables(), Directory.GetCurrentDirectory());
            await StudioServer.RunAsync(options, address => Console.WriteLine($"Palimpsest is at {address} (Ctrl+C ends it)."), cancellation);
            return ExitCode.Success;
        }
        catch (StudioStartException exception)
        {
            throw new CommandException(exception.Message);
        }
    }
}
