using System.Globalization;
using System.Text;

namespace Palimpsest.Diffusion.Infotext;

/// <summary>LoRAs of webui's former extension Additional Networks, which had fields of their own in the infotext; webui puts them into the prompt on pasting (webui.md 8.3).</summary>
public static class AdditionalNetworks
{
    private const string Model = "AddNet Model ", Module = "AddNet Module ", Weight = "AddNet Weight A ", TextWeight = "AddNet Weight B ", Enabled = "AddNet Enabled";

    /// <summary>Adds a tag to the prompt for each LoRA and takes out the fields that it says all of: a text encoder's weight of its own stays.</summary>
    public static void MoveIntoPrompt(OrderedDictionary<string, object> fields)
    {
        var tags = new StringBuilder();
        foreach (string key in fields.Keys.Where(key => key.StartsWith(Model, StringComparison.Ordinal)).ToArray())
        {
            string number = key[Model.Length..], weight = Text(Weight + number) ?? "1.0";
            if (Text(Module + number) != "LoRA")
            {
                continue;
            }

            tags.Append(CultureInfo.InvariantCulture, $"<lora:{WithoutHash(Text(key)!)}:{weight}>");
            foreach (string moved in (string[])[key, Module + number, Weight + number, Enabled])
            {
                fields.Remove(moved);
            }

            if (Text(TextWeight + number) == weight)
            {
                fields.Remove(TextWeight + number);
            }
        }

        if (tags.Length > 0)
        {
            fields["Prompt"] = $"{Text("Prompt")}\n{tags}";
        }

        string? Text(string key) => fields.TryGetValue(key, out object? value) ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>"style(0a1b2c)" is the file style.</summary>
    private static string WithoutHash(string name)
    {
        int open = name.LastIndexOf('('), close = name.IndexOf(')', open + 1);
        return open >= 0 && close > open + 1 && name[(open + 1)..close].All(char.IsAsciiHexDigit) ? name[..open] : name;
    }
}
