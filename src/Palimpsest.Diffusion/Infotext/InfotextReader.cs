using System.Globalization;
using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Infotext;

/// <summary>Reads infotexts as webui 1.10.1 does, those of its older versions included.</summary>
public static class InfotextReader
{
    private const int FewestFields = 3; // fewer "key: value" pairs are a line of the prompt
    private const string NegativeMark = "Negative prompt:";
    private const string Prompt = "Prompt", NegativePrompt = "Negative prompt";
    private const string HiresPrompt = "Hires prompt", HiresNegativePrompt = "Hires negative prompt";

    private static readonly InfotextVersion V160 = InfotextVersion.Parse("1.6.0")!;
    private static readonly InfotextVersion V170Tsnr = InfotextVersion.Parse("v1.7.0-225")!;
    private static readonly InfotextVersion V180 = InfotextVersion.Parse("1.8.0")!;
    private static readonly InfotextVersion V180HiresStyles = InfotextVersion.Parse("v1.8.0-139")!;

    /// <summary>
    /// The fields of an infotext: "Prompt", "Negative prompt", the parameters by their keys, and what missing ones mean. Sizes become
    /// two fields, "Size-1" and "Size-2". Values are strings as written, except where webui fills in numbers (int), switches (bool) or
    /// the list "Styles array" (string[]). Any text is an infotext: without parameters it is a prompt.
    /// </summary>
    public static OrderedDictionary<string, object> Read(string infotext, InfotextReading? options = null)
    {
        options ??= InfotextReading.Default;
        (string prompt, string negative, List<(string Key, string Value)> parameters) = Divide(infotext);
        var fields = new OrderedDictionary<string, object>();
        foreach ((string key, string value) in parameters)
        {
            AddParameter(fields, key, value);
        }

        if (options.StylePasting != StylePasting.Ignore)
        {
            (prompt, negative) = TakeStyles(fields, prompt, negative, options);
        }

        fields[Prompt] = prompt;
        fields[NegativePrompt] = negative;
        FillIn(fields, prompt, negative, options);
        if (options.AutoBackwardCompatibility)
        {
            AddCompatibility(fields);
        }

        foreach (string key in options.SkippedKeys)
        {
            fields.Remove(key);
        }

        return fields;
    }

    private static (string Prompt, string Negative, List<(string Key, string Value)> Parameters) Divide(string infotext)
    {
        string[] lines = PythonText.Strip(infotext).Split('\n');
        List<(string Key, string Value)> parameters = InfotextFieldScanner.Scan(lines[^1]);
        if (parameters.Count < FewestFields)
        {
            parameters.Clear();
        }

        List<string> positive = [], negative = [];
        List<string> current = positive;
        foreach (string raw in parameters.Count > 0 ? lines[..^1] : lines)
        {
            string line = PythonText.Strip(raw);
            if (line.StartsWith(NegativeMark, StringComparison.Ordinal))
            {
                current = negative;
                line = PythonText.Strip(line[NegativeMark.Length..]);
            }

            // Empty lines at the beginning leave no trace.
            if (current.Count > 0 || line.Length > 0)
            {
                current.Add(line);
            }
        }

        return (string.Join('\n', positive), string.Join('\n', negative), parameters);
    }

    /// <summary>Adds a parameter, a size as two; one without a value is dropped.</summary>
    private static void AddParameter(OrderedDictionary<string, object> fields, string key, string value)
    {
        if (value.Length == 0)
        {
            return;
        }

        value = InfotextValue.Unquote(value);
        string[] sides = value.Split('x');
        if (sides.Length == 2 && sides.All(side => side.Length > 0 && PythonText.AsciiDigits(side).All(char.IsAsciiDigit)))
        {
            fields[key + "-1"] = sides[0];
            fields[key + "-2"] = sides[1];
        }
        else
        {
            fields[key] = value;
        }
    }

    /// <summary>Takes the known styles out of the prompts; not if the hires prompts show other ones.</summary>
    private static (string Prompt, string Negative) TakeStyles(
        OrderedDictionary<string, object> fields, string prompt, string negative, InfotextReading options)
    {
        (IReadOnlyList<string> styles, string bare, string bareNegative) = options.Styles.Extract(prompt, negative);
        bool hasHires = fields.ContainsKey(HiresPrompt) || fields.ContainsKey(HiresNegativePrompt);
        InfotextVersion? version = InfotextVersion.Parse(Text(fields, "Version"));
        if (hasHires && (version is null || version > V180HiresStyles))
        {
            (IReadOnlyList<string> hiresStyles, string hires, string hiresNegative) =
                options.Styles.Extract(Text(fields, HiresPrompt) ?? prompt, Text(fields, HiresNegativePrompt) ?? negative);
            if (!styles.SequenceEqual(hiresStyles))
            {
                return (prompt, negative);
            }

            // Empty means the same as the first pass.
            fields[HiresPrompt] = hires == bare ? "" : hires;
            fields[HiresNegativePrompt] = hiresNegative == bareNegative ? "" : hiresNegative;
        }

        if (options.StylePasting == StylePasting.Apply || (options.StylePasting == StylePasting.ApplyIfAny && styles.Count > 0))
        {
            fields["Styles array"] = styles.ToArray();
        }

        return (bare, bareNegative);
    }

    /// <summary>Adds what a missing field means: the options' values at the time when they were not written.</summary>
    private static void FillIn(OrderedDictionary<string, object> fields, string prompt, string negative, InfotextReading options)
    {
        fields.TryAdd("Clip skip", "1");
        if (Text(fields, "Hypernet") is string hypernetwork)
        {
            fields[Prompt] = $"{prompt}<hypernet:{hypernetwork}:{Text(fields, "Hypernet strength") ?? "1.0"}>";
        }

        if (fields.TryAdd("Hires resize-1", 0))
        {
            fields["Hires resize-2"] = 0;
        }

        fields.TryAdd("Hires sampler", "Use same sampler");
        fields.TryAdd("Hires schedule type", "Use same scheduler");
        fields.TryAdd("Hires checkpoint", "Use same checkpoint");
        fields.TryAdd(HiresPrompt, "");
        fields.TryAdd(HiresNegativePrompt, "");
        fields.TryAdd("Mask mode", "Inpaint masked");
        fields.TryAdd("Masked content", "original");
        fields.TryAdd("Inpaint area", "Whole picture");
        fields.TryAdd("Masked area padding", 32);
        RestoreHiresSize(fields, options.OldHiresSize);
        fields.TryAdd("RNG", "GPU");
        fields.TryAdd("Schedule type", "Automatic");
        fields.TryAdd("Schedule max sigma", 0);
        fields.TryAdd("Schedule min sigma", 0);
        fields.TryAdd("Schedule rho", 0);
        fields.TryAdd("VAE Encoder", "Full");
        fields.TryAdd("VAE Decoder", "Full");
        fields.TryAdd("FP8 weight", "Disable");
        if (Text(fields, "FP8 weight") != "Disable")
        {
            fields.TryAdd("Cache FP16 weight for LoRA", false);
        }

        if (UsesEmphasis(prompt) || UsesEmphasis(negative))
        {
            fields.TryAdd("Emphasis", "Original");
        }

        fields.TryAdd("Refiner switch by sampling steps", false);
    }

    private static bool UsesEmphasis(string prompt)
    {
        try
        {
            return Attention.Parse(prompt).Any(segment => segment.Weight != 1 && segment.Text != WeightedText.Break.Text);
        }
        catch (PromptException)
        {
            // A weight that is no number is an attempt at emphasis; a file that says so is still readable.
            return true;
        }
    }

    /// <summary>The sizes of infotexts from before hires fix had its own: the first pass's becomes the size.</summary>
    private static void RestoreHiresSize(OrderedDictionary<string, object> fields, bool oldHiresSize)
    {
        if (oldHiresSize)
        {
            if (Number(fields, "Hires resize-1", 0) is int toWidth and not 0 && Number(fields, "Hires resize-2", 0) is int toHeight and not 0)
            {
                (fields["Size-1"], fields["Size-2"]) = (toWidth, toHeight);
            }

            return;
        }

        if (!fields.ContainsKey("First pass size-1") || !fields.ContainsKey("First pass size-2"))
        {
            return;
        }

        // 512 is the size that webui takes for granted.
        (int? firstWidth, int? firstHeight) = (Number(fields, "First pass size-1", 0), Number(fields, "First pass size-2", 0));
        (int? width, int? height) = (Number(fields, "Size-1", 512), Number(fields, "Size-2", 512));
        if (firstWidth is null || firstHeight is null || width is null or 0 || height is null or 0)
        {
            return;
        }

        if (firstWidth == 0 || firstHeight == 0)
        {
            double scale = Math.Sqrt(512.0 * 512.0 / ((double)width * height.Value));
            firstWidth = (int)Math.Ceiling(scale * width.Value / 64) * 64;
            firstHeight = (int)Math.Ceiling(scale * height.Value / 64) * 64;
        }

        (fields["Size-1"], fields["Size-2"]) = (firstWidth.Value, firstHeight.Value);
        (fields["Hires resize-1"], fields["Hires resize-2"]) = (width.Value, height.Value);
    }

    /// <summary>Switches on what older versions did otherwise; nothing for a version that is missing or not webui's.</summary>
    private static void AddCompatibility(OrderedDictionary<string, object> fields)
    {
        if (InfotextVersion.Parse(Text(fields, "Version")) is not InfotextVersion version)
        {
            return;
        }

        if (version < V160 && Text(fields, Prompt)!.Contains('['))
        {
            fields["Old prompt editing timelines"] = true;
        }

        if (version < V160 && Text(fields, "Sampler") is "DDIM" or "PLMS")
        {
            fields["Pad conds v0"] = true;
        }

        if (version < V170Tsnr)
        {
            fields["Downcast alphas_cumprod"] = true;
        }

        if (version < V180 && Text(fields, "Refiner") is { Length: > 0 })
        {
            fields["Refiner switch by sampling steps"] = true;
        }
    }

    private static string? Text(OrderedDictionary<string, object> fields, string key) => fields.TryGetValue(key, out object? value) ? value as string : null;

    /// <summary>A field's whole number; <paramref name="otherwise"/> when it is missing, null when it is no number or too large for a size.</summary>
    private static int? Number(OrderedDictionary<string, object> fields, string key, int otherwise)
    {
        if (!fields.TryGetValue(key, out object? value))
        {
            return otherwise;
        }

        string digits = PythonText.AsciiDigits(Convert.ToString(value, CultureInfo.InvariantCulture)!);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
