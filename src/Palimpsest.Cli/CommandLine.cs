using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.Json.Nodes;
using Palimpsest.Cli.Commands;
using Palimpsest.Cli.Display;
using Palimpsest.Cli.Parsing;

namespace Palimpsest.Cli;

/// <summary>The command line as a whole: its commands, how wrong ones are answered, and how failures become messages and exit codes.</summary>
internal static class CommandLine
{
    /// <summary>On a command that has it: one JSON document on standard output, and nothing else there.</summary>
    public const string JsonOption = "--json";

    public static async Task<int> RunAsync(string[] arguments)
    {
        // Prompts may begin with '@' or '-': no response files, no bundled one-letter options.
        var configuration = new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        ParseResult parsed = CreateRoot().Parse(arguments, configuration);
        bool json = parsed.CommandResult.Command.Options.Any(option => option.Name == JsonOption) && arguments.Contains(JsonOption);
        if (parsed.Action is ParseErrorAction)
        {
            return Fail(UsageMessage.For(parsed), ExitCode.Usage, json);
        }

        using var interruption = new Interruption();
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return Fail("Stopped before the first picture was finished.", ExitCode.Failure, json);
        }
        catch (Exception exception) when (Failure.Of(exception) is Failure failure)
        {
            return Fail(failure.Message, failure.ExitCode, json);
        }
    }

    private static RootCommand CreateRoot()
    {
        var root = new RootCommand("Turns a picture and a prompt into a new picture with Stable Diffusion. No Python, no GPU needed.")
        {
            new Img2ImgCommand(),
            new Txt2ImgCommand(),
            new InfoCommand(),
            new PlanCommand(),
            new ServeCommand(),
            new ModelsCommand(),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        var withExamples = new HelpWithExamples((HelpAction)help.Action!);
        help.Action = withExamples;

        // Without a command there is nothing to do but to say what there is.
        root.SetAction(withExamples.Invoke);
        return root;
    }

    private static int Fail(string message, int exitCode, bool json)
    {
        Console.Error.WriteLine($"palimpsest: {message}");
        if (json)
        {
            JsonOutput.Print(new JsonObject { ["error"] = message, ["exit_code"] = exitCode });
        }

        return exitCode;
    }
}
