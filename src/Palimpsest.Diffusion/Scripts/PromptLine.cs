using System.Globalization;
using System.Text;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Samplers;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>A line of <see cref="PromptsFromFile"/>: a prompt and what of the request it changes.</summary>
internal sealed class PromptLine
{
    private readonly List<Func<GenerationRequest, GenerationRequest>> _changes = [];
    private readonly int _number;

    private PromptLine(int number) => _number = number;

    /// <summary>Null: the line does not say.</summary>
    public string? Prompt { get; private set; }

    public string? NegativePrompt { get; private set; }

    /// <summary>Names of styles, with commas between them.</summary>
    public string? Styles { get; private set; }

    /// <exception cref="GenerationException">An option is unknown or its value is none; the message says which line.</exception>
    public static PromptLine Parse(string text, int number)
    {
        var line = new PromptLine(number);
        if (!text.Contains("--", StringComparison.Ordinal))
        {
            line.Prompt = text;
            return line;
        }

        List<string> words = line.Split(text);
        for (int i = 0; i < words.Count;)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal) || i + 1 >= words.Count)
            {
                throw line.Error($"'{words[i]}' stands where an option with a value should: write for example --prompt \"a dog\" --steps 30");
            }

            string name = words[i++][2..];
            if (name is "prompt" or "negative_prompt")
            {
                // Both take all words up to the next option.
                List<string> taken = [words[i++]];
                while (i < words.Count && !words[i].StartsWith("--", StringComparison.Ordinal))
                {
                    taken.Add(words[i++]);
                }

                line.SetPrompt(name, string.Join(' ', taken));
            }
            else if (name == "styles")
            {
                line.Styles = words[i++];
            }
            else
            {
                line._changes.Add(line.Change(name, words[i++]));
            }
        }

        return line;
    }

    public GenerationRequest Apply(GenerationRequest request) => _changes.Aggregate(request, (changed, change) => change(changed));

    /// <summary>The request with the line's styles, once its prompts are whole.</summary>
    /// <exception cref="GenerationException">There is no such style.</exception>
    public GenerationRequest ApplyStyles(GenerationRequest request) =>
        Styles is null ? request
        : NamedStyles.Fault(request, Styles) is string fault ? throw Error($"--styles: {fault.TrimEnd('?')}")
        : NamedStyles.Apply(request, Styles);

    private void SetPrompt(string name, string text)
    {
        if (name == "prompt")
        {
            Prompt = text;
        }
        else
        {
            NegativePrompt = text;
        }
    }

    private Func<GenerationRequest, GenerationRequest> Change(string name, string value)
    {
        switch (name)
        {
            case "seed": return Set(Integer(name, value), (request, number) => request with { Seed = number });
            case "subseed": return Set(Integer(name, value), (request, number) => request with { Subseed = number });
            case "subseed_strength": return Set(Real(name, value), (request, number) => request with { SubseedStrength = number });
            case "seed_resize_from_h": return Set(Integer(name, value), (request, number) => request with { SeedResizeFromHeight = (int)number });
            case "seed_resize_from_w": return Set(Integer(name, value), (request, number) => request with { SeedResizeFromWidth = (int)number });
            case "batch_size": return Set(Integer(name, value), (request, number) => request with { BatchSize = (int)number });
            case "n_iter": return Set(Integer(name, value), (request, number) => request with { BatchCount = (int)number });
            case "steps": return Set(Integer(name, value), (request, number) => request with { Steps = (int)number });
            case "cfg_scale": return Set(Real(name, value), (request, number) => request with { CfgScale = number });
            case "width": return Set(Integer(name, value), (request, number) => request with { Width = (int)number });
            case "height": return Set(Integer(name, value), (request, number) => request with { Height = (int)number });
            case "sd_model": return request => request with { Checkpoint = value };
            case "tiling": return Set(Boolean(name, value), (request, flag) => request with { Tiling = flag });
            case "sampler_name": return Set(SamplerNamed(value), (request, sampler) => request with { Sampler = sampler });
            case "prompt_for_display" or "do_not_save_samples" or "do_not_save_grid": return request => request;
            case "restore_faces" or "sampler_index" or "outpath_samples" or "outpath_grids":
                throw Error($"--{name} cannot be set by a line of prompts here; set it for the whole job");
            default: throw Error($"there is no option --{name}");
        }
    }

    private static Func<GenerationRequest, GenerationRequest> Set<T>(T value, Func<GenerationRequest, T, GenerationRequest> set) => request => set(request, value);

    private long Integer(string name, string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number is >= -1 and <= uint.MaxValue
            ? number
            : throw Error($"--{name} is '{value}', but must be a whole number");

    private PythonNumber Real(string name, string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw Error($"--{name} is '{value}', but must be a number");

    private bool Boolean(string name, string value) => value.ToLowerInvariant() switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw Error($"--{name} is '{value}', but must be true or false"),
    };

    private string SamplerNamed(string value)
    {
        try
        {
            return SamplerCatalog.Find(value).Name;
        }
        catch (ArgumentException exception)
        {
            throw Error(exception.Message.TrimEnd('?', '.'));
        }
    }

    /// <summary>Words as a shell splits them: quotes hold them together, a backslash takes the next character as it is.</summary>
    private List<string> Split(string text)
    {
        List<string> words = [];
        StringBuilder? word = null;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\' && quote != '\'' && i + 1 < text.Length)
            {
                (word ??= new StringBuilder()).Append(text[++i]);
            }
            else if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                quote = quote == '\0' ? c : '\0';
                word ??= new StringBuilder();
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                words.AddRange(word is null ? [] : [word.ToString()]);
                word = null;
            }
            else
            {
                (word ??= new StringBuilder()).Append(c);
            }
        }

        if (quote != '\0')
        {
            throw Error($"a quotation mark {quote} is not closed");
        }

        words.AddRange(word is null ? [] : [word.ToString()]);
        return words;
    }

    private GenerationException Error(string what) => new($"Prompts from file, line {_number}: {what}.");
}
