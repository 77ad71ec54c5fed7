using System.CommandLine;
using System.Text;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Diffusion.Prompts.Variants;

namespace Palimpsest.Cli.Commands;

/// <summary>What to show and what not, with styles.</summary>
internal sealed class PromptOptions
{
    private const string DefaultStylesFile = "styles.csv";

    private readonly Option<string> _prompt = new("--prompt", "-p") { Description = "What to show; webui's syntax. webui's prompt.", HelpName = "text", DefaultValueFactory = _ => "" };
    private readonly Option<string> _negative = new("--negative", "-n") { Description = "What not to show. webui's negative_prompt.", HelpName = "text", DefaultValueFactory = _ => "" };
    private readonly Option<string[]> _styles = new("--styles") { Description = "A style of the styles file, by name; may be given often. webui's styles.", HelpName = "name", DefaultValueFactory = _ => [] };
    private readonly Option<string[]> _files = new("--styles-file")
    {
        Description = $"webui's styles.csv: columns name, prompt, negative_prompt; {{prompt}} is where the prompt goes. May be given often. [default: {DefaultStylesFile} here]",
        HelpName = "file",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _wildcards = new("--wildcards") { Description = "Folder of text files: __name__ in a prompt is a line of name.txt, chosen by the picture's seed. As webui's wildcards extension.", HelpName = "folder" };
    private readonly Option<bool> _dynamic = new("--dynamic-prompts") { Description = "{a|b} in a prompt is one of both, chosen by the picture's seed; also {2$$a|b|c} and {3::a|b}. [default: false, braces are text]" };

    public void AddTo(Command command)
    {
        command.Add(_prompt);
        command.Add(_negative);
        command.Add(_styles);
        command.Add(_files);
        command.Add(_wildcards);
        command.Add(_dynamic);
    }

    /// <summary>The styles that the command line names.</summary>
    public IReadOnlyList<string> StyleNames(ParseResult result) => result.GetValue(_styles)!;

    /// <summary>The request with the command line's prompts, styles not yet applied; what it does not mention stays.</summary>
    public GenerationRequest Apply(ParseResult result, GenerationRequest request) => request with
    {
        Prompt = result.IsGiven(_prompt) ? result.GetValue(_prompt)! : request.Prompt,
        NegativePrompt = result.IsGiven(_negative) ? result.GetValue(_negative)! : request.NegativePrompt,
    };

    /// <summary>All styles of the styles files, for scripts that name some; none where there is no file.</summary>
    public IReadOnlyList<PromptStyle> KnownStyles(ParseResult result)
    {
        string[] files = result.GetValue(_files)!;
        return files.Length > 0 || File.Exists(DefaultStylesFile) ? ReadFiles(files).All : [];
    }

    /// <summary>The request with its styles applied.</summary>
    /// <exception cref="CommandException">There is no such style or file; for a style the nearest is named.</exception>
    public GenerationRequest ApplyStyles(ParseResult result, GenerationRequest request)
    {
        IReadOnlyList<string> names = StyleNames(result);
        if (names.Count == 0)
        {
            return request;
        }

        PromptStyles styles = ReadFiles(result.GetValue(_files)!);
        foreach (string name in names.Where(name => !styles.All.Any(style => style.Name == name)))
        {
            throw new CommandException(
                styles.All.Count == 0
                    ? $"--styles is '{name}', but the styles file has no styles."
                    : $"--styles is '{name}', which the styles file does not have; did you mean '{NearestName.To(name, styles.All.Select(style => style.Name))}'?",
                ExitCode.Usage);
        }

        (string prompt, string negative) = styles.Apply(request.Prompt, request.NegativePrompt, names);
        return request with { Prompt = prompt, NegativePrompt = negative };
    }

    /// <summary>What makes a prompt another for each picture; null when nothing does.</summary>
    /// <exception cref="PromptException">The wildcards' folder does not exist.</exception>
    public PromptVariants? Variants(ParseResult result)
    {
        WildcardFolder? folder = result.GetValue(_wildcards) is string path ? new WildcardFolder(path) : null;
        return folder is not null || result.GetValue(_dynamic) ? new PromptVariants(folder, result.GetValue(_dynamic)) : null;
    }

    private static PromptStyles ReadFiles(string[] paths) => new((paths.Length == 0 ? [DefaultStylesFile] : paths).SelectMany(path =>
    {
        string existing = InputFile.Existing(path, "The styles file");
        try
        {
            return StyleFile.Parse(File.ReadAllText(existing, Encoding.UTF8));
        }
        catch (PromptException exception)
        {
            throw new CommandException($"{path}: {exception.Message}");
        }
    }));
}
