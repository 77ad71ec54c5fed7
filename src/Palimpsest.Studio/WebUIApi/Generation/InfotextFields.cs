using System.Globalization;
using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Options;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Studio.Settings;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Generation;

/// <summary>Fills a request's fields from its "infotext" where they were not sent (webui.md 1.6).</summary>
internal sealed class InfotextFields(ISettingsStore settings, IStyleShelf styles)
{
    private static readonly (string Field, string Key)[] Both =
    [
        ("steps", "Steps"), ("sampler_name", "Sampler"), ("scheduler", "Schedule type"), ("seed", "Seed"), ("subseed", "Variation seed"),
        ("subseed_strength", "Variation seed strength"), ("seed_resize_from_w", "Seed resize from-1"), ("seed_resize_from_h", "Seed resize from-2"),
        ("refiner_checkpoint", "Refiner"), ("refiner_switch_at", "Refiner switch at"),
    ];

    private static readonly (string Field, string Key)[] OnlyTxt2Img =
    [
        ("prompt", "Prompt"), ("negative_prompt", "Negative prompt"), ("cfg_scale", "CFG scale"), ("width", "Size-1"), ("height", "Size-2"),
        ("batch_size", "Batch size"), ("styles", "Styles array"), ("denoising_strength", "Denoising strength"), ("hr_scale", "Hires upscale"),
        ("hr_upscaler", "Hires upscaler"), ("hr_second_pass_steps", "Hires steps"), ("hr_resize_x", "Hires resize-1"), ("hr_resize_y", "Hires resize-2"),
        ("hr_checkpoint_name", "Hires checkpoint"), ("hr_sampler_name", "Hires sampler"), ("hr_scheduler", "Hires schedule type"),
        ("hr_prompt", "Hires prompt"), ("hr_negative_prompt", "Hires negative prompt"),
    ];

    /// <exception cref="StudioRequestException">A value of the infotext is of another kind than its field.</exception>
    public void FillIn(Body body, bool txt2Img)
    {
        if (string.IsNullOrEmpty(body.Text("infotext")))
        {
            return;
        }

        OrderedDictionary<string, object> written = InfotextReader.Read(body.Text("infotext")!, new InfotextReading { Styles = new PromptStyles(styles.All) });
        BodySchema schema = txt2Img ? WebUISchemas.Txt2Img : WebUISchemas.Img2Img;
        foreach ((string field, string key) in txt2Img ? [.. Both, .. OnlyTxt2Img] : Both)
        {
            if (written.TryGetValue(key, out object? value))
            {
                body.FillIn(field, Node(schema.Fields.First(known => known.Name == field).Kind, field, value));
            }
        }

        if (txt2Img && written.ContainsKey("Denoising strength") && new[] { "Hires upscale", "Hires upscaler" }.Any(written.ContainsKey))
        {
            body.FillIn("enable_hr", true);
        }

        body.Values["override_settings"] = Overrides(body.Object("override_settings"), written);
    }

    /// <summary>The request's own, and settings that the infotext gives otherwise than they are.</summary>
    private JsonObject? Overrides(JsonObject own, OrderedDictionary<string, object> written)
    {
        var all = (JsonObject)own.DeepClone();
        foreach ((string key, object value) in written)
        {
            if (WebuiOptions.ForInfotextKey(key) is WebuiOption option && !all.ContainsKey(option.Name))
            {
                string text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
                object now = option.Get(settings.Generation);
                if (!option.Get(option.WithWritten(settings.Generation, text)).Equals(now))
                {
                    all[option.Name] = option.Get(option.WithWritten(settings.Generation, text)) switch
                    {
                        bool flag => flag,
                        PythonNumber number => BodyValue.Node(number),
                        object other => other.ToString(),
                    };
                }
            }
        }

        return all.Count == 0 ? null : all;
    }

    private static JsonNode? Node(BodyFieldKind kind, string field, object value)
    {
        string text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        return kind switch
        {
            BodyFieldKind.TextList => new JsonArray([.. ((string[])value).Select(item => JsonValue.Create(item))]),
            BodyFieldKind.Integer when long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long integer) => integer,
            BodyFieldKind.Number when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => BodyValue.Node(number),
            BodyFieldKind.Text => text,
            _ => throw new StudioRequestException($"infotext gives '{text}' for {field}, which is no number.", "infotext"),
        };
    }
}
