using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Files;

/// <summary>What each name of a pattern says of one picture.</summary>
internal sealed class FileNameValues(FileNameSubject subject, int maximumWords)
{
    /// <summary>There is nothing to say: the text before goes too.</summary>
    public const string Nothing = "\0nothing";

    private const int HashDigits = 8;

    /// <summary>The value; null when the name is unknown or the arguments do not fit.</summary>
    public string? Of(string name, string[] arguments) => name.ToLowerInvariant() switch
    {
        "date" when arguments.Length == 0 => Clean(PythonTime.Format(subject.Now, "%Y-%m-%d")),
        "datetime" when arguments.Length <= 2 => DateAndTime(arguments),
        "hasprompt" => HasPrompt(arguments),
        "prompt_hash" when arguments.Length <= 1 => HashOf(subject.Prompt, arguments, HashDigits),
        "negative_prompt_hash" when arguments.Length <= 1 => HashOf(subject.NegativePrompt, arguments, HashDigits),
        "full_prompt_hash" when arguments.Length <= 1 => HashOf($"{subject.JobPrompt} {subject.NegativePrompt}", arguments, HashDigits),
        "image_hash" when arguments.Length <= 1 => Shorten(subject.PixelHash(), arguments, null),
        var known => arguments.Length == 0 ? Plain(known) : null,
    };

    private string? Plain(string name) => name switch
    {
        "seed" => Text(subject.Seed),
        "seed_first" => Text(subject.JobSeeds.Count > 0 ? subject.JobSeeds[0] : subject.Seed),
        "seed_last" => subject.BatchSize > 1 && subject.JobSeeds.Count > 0 ? Text(subject.JobSeeds[^1]) : Nothing,
        "steps" => Text(subject.Steps),
        "cfg" => subject.CfgScale.ToString(),
        "width" => Text(subject.Width),
        "height" => Text(subject.Height),
        "denoising" => subject.DenoisingStrength is { IsZero: false } strength ? strength.ToString() : Nothing,
        "clip_skip" => Text(subject.ClipSkip),
        "sampler" => Clean(subject.Sampler),
        "scheduler" => Clean(Capitalized(UsedScheduler())),
        "sampler_scheduler" => Clean(UsedScheduler() is { IsAutomatic: false } used ? $"{subject.Sampler} {Capitalized(used)}" : subject.Sampler),
        "model_name" => Clean(subject.ModelName),
        "model_hash" => subject.ModelHash,
        "vae_filename" => subject.VaeName is string vae ? Clean(vae.Split('.')[0]) : "NoneType",
        "styles" => Clean(subject.Styles.Where(style => style != "None").ToList() is { Count: > 0 } styles ? string.Join(", ", styles) : "None"),
        "job_timestamp" => PythonTime.Format(subject.JobTime, PythonTime.DefaultFormat),
        "prompt" => Clean(subject.Prompt, replaceSpaces: true),
        "prompt_spaces" => Clean(subject.Prompt),
        "prompt_no_styles" => Clean(subject.PromptWithoutStyles),
        "prompt_words" => Words(),
        "batch_number" => subject.BatchSize == 1 || subject.IsArchive ? Nothing : Text((subject.Index % subject.BatchSize) + 1),
        "batch_size" => Text(subject.BatchSize),
        "generation_number" => subject.JobSize == 1 || subject.IsArchive ? Nothing : Text(subject.Index + 1),
        "user" => subject.User is string user ? Clean(user) : null,
        "basename" => subject.BaseName.Length > 0 ? subject.BaseName : "img",
        "none" => "",
        _ => null,
    };

    private string DateAndTime(string[] arguments)
    {
        string format = arguments is [{ Length: > 0 } given, ..] ? given : PythonTime.DefaultFormat;
        DateTimeOffset time = subject.Now;
        if (arguments.Length == 2 && TimeZoneInfo.TryFindSystemTimeZoneById(arguments[1], out TimeZoneInfo? zone))
        {
            time = TimeZoneInfo.ConvertTime(time, zone);
        }

        return Clean(PythonTime.Format(time, format));
    }

    /// <summary>Each argument "word|otherwise": the word if the prompt contains it, in lower case.</summary>
    private string HasPrompt(string[] arguments)
    {
        string prompt = subject.Prompt.ToLowerInvariant();
        var found = new StringBuilder();
        foreach (string[] parts in arguments.Where(argument => argument.Length > 0).Select(argument => argument.Split('|')))
        {
            string word = parts[0].ToLowerInvariant();
            found.Append(prompt.Contains(word, StringComparison.Ordinal) ? word : parts.ElementAtOrDefault(1) ?? "");
        }

        return Clean(found.ToString());
    }

    private string Words()
    {
        IEnumerable<string> words = new string([.. subject.Prompt.Select(c => PythonText.IsSpace(c) || (char.IsAscii(c) && (char.IsPunctuation(c) || char.IsSymbol(c))) ? ' ' : c)])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(maximumWords);
        return Clean(string.Join(' ', words));
    }

    private Scheduler UsedScheduler()
    {
        Scheduler asked = SchedulerCatalog.TryFind(subject.Scheduler) ?? SchedulerCatalog.Automatic;
        return asked.IsAutomatic ? SamplerCatalog.Resolve(subject.Sampler, null).Sampler.DefaultScheduler : asked;
    }

    /// <summary>Python's capitalize: one capital letter, and no other.</summary>
    private static string Capitalized(Scheduler scheduler) => scheduler.Label[..1].ToUpperInvariant() + scheduler.Label[1..].ToLowerInvariant();

    private static string? HashOf(string text, string[] arguments, int digits) =>
        Shorten(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), arguments, digits);

    /// <summary>As many digits as the argument says; null when it is no number.</summary>
    private static string? Shorten(string hash, string[] arguments, int? digits)
    {
        if (arguments is [{ Length: > 0 } argument])
        {
            if (!int.TryParse(argument, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int given))
            {
                return null;
            }

            // A negative end counts from the back, as in Python.
            digits = given < 0 ? Math.Max(0, hash.Length + given) : given;
        }

        return digits is int count ? hash[..Math.Min(count, hash.Length)] : hash;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Clean(string text, bool replaceSpaces = false) => FileNamePart.Clean(text, replaceSpaces);
}
