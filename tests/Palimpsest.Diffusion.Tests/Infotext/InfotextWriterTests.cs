using System.Text.Json;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Tests.Prompts;

namespace Palimpsest.Diffusion.Tests.Infotext;

public sealed class InfotextWriterTests
{
    private const string File = "prompts/infotext_create.json";

    public static IEnumerable<ITheoryDataRow> Cases => ReferenceCases.Of(File);

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_infotext_is_that_of_the_reference(int number)
    {
        JsonElement @case = ReferenceCases.At(File, number);
        (InfotextImage image, int index) = Image(@case.GetProperty("case"));

        Assert.Equal(@case.GetProperty("infotext").GetString(), InfotextWriter.Write(image, index));
    }

    [Fact]
    public void An_image_beyond_a_list_of_values_has_no_such_field()
    {
        var extra = new InfotextParameters();
        extra.SetPerImage("List", ["first", "second"]);
        InfotextImage image = Plain() with { Extra = extra };

        Assert.Contains(", List: second", InfotextWriter.Write(image, 1));
        Assert.DoesNotContain("List", InfotextWriter.Write(image, 2));
    }

    [Fact]
    public void An_extra_parameter_of_a_fixed_name_keeps_the_fixed_place()
    {
        var extra = new InfotextParameters();
        extra.Set("Eta", 0.5);
        extra.Set("Sampler", "DDIM");

        Assert.Equal("a cat\nSteps: 20, Sampler: DDIM, CFG scale: 7.0, Seed: 1, Size: 512x512, Eta: 0.5", InfotextWriter.Write(Plain() with { Extra = extra }));
    }

    [Fact]
    public void Fields_that_only_some_jobs_have_stand_in_their_order()
    {
        InfotextImage image = Plain() with
        {
            FaceRestoration = "CodeFormer",
            Fp8Weight = "Enable",
            CacheFp16WeightForLora = false,
            TokenMergingRatio = 0.5,
            TokenMergingRatioHires = 0.25,
            RandomSource = "GPU",
            Tiling = true,
            Version = "v1.10.1",
            User = "me",
        };

        Assert.Equal(
            "a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7.0, Seed: 1, Face restoration: CodeFormer, Size: 512x512, FP8 weight: Enable, "
            + "Cache FP16 weight for LoRA: False, Token merging ratio: 0.5, Token merging ratio hr: 0.25, Tiling: True, Version: v1.10.1, User: me",
            InfotextWriter.Write(image));
    }

    private static InfotextImage Plain() => new()
    {
        Prompt = "a cat",
        Steps = 20,
        Sampler = "Euler a",
        CfgScale = 7.0,
        Seed = 1,
        Width = 512,
        Height = 512,
    };

    /// <summary>The image that a case describes by webui's constructor arguments, attributes and options.</summary>
    private static (InfotextImage Image, int Index) Image(JsonElement @case)
    {
        JsonElement fields = @case.GetProperty("fields"), attributes = @case.GetProperty("attrs"), options = @case.GetProperty("options"), call = @case.GetProperty("call");
        int index = call.TryGetProperty("index", out JsonElement given)
            ? given.GetInt32()
            : (Integer(call, "iteration", 0) * Integer(attributes, "batch_size", 1)) + Integer(call, "position_in_batch", 0);
        bool mainPrompt = call.TryGetProperty("use_main_prompt", out _) || !attributes.TryGetProperty("all_prompts", out _);
        string sampler = Text(fields, "sampler_name") ?? "Euler a";
        bool isInpainting = attributes.TryGetProperty("is_using_inpainting_conditioning", out _);
        return (new InfotextImage
        {
            Prompt = mainPrompt ? Text(fields, "prompt") ?? "a cat" : attributes.GetProperty("all_prompts")[index].GetString()!,
            NegativePrompt = mainPrompt ? Text(fields, "negative_prompt") ?? "" : attributes.GetProperty("all_negative_prompts")[index].GetString()!,
            Steps = 20,
            Sampler = sampler,
            ScheduleType = Text(fields, "scheduler") ?? "Automatic",
            CfgScale = Number(fields, "cfg_scale") ?? 7.0,
            ImageCfgScale = Number(attributes, "image_cfg_scale"),
            Seed = attributes.TryGetProperty("all_seeds", out JsonElement seeds) ? seeds[index].GetInt64() : 1,
            Width = 512,
            Height = 512,
            ModelHash = IsOn(options, "add_model_hash_to_info") ? "6ce0161689" : null,
            Model = IsOn(options, "add_model_name_to_info") ? Text(attributes, "sd_model_name") ?? "v1-5-pruned-emaonly" : null,
            VaeHash = Text(attributes, "sd_vae_hash"),
            Vae = Text(attributes, "sd_vae_name"),
            VariationSeed = attributes.TryGetProperty("all_subseeds", out JsonElement subseeds) ? subseeds[index].GetInt64() : Integer(fields, "subseed", 0),
            VariationSeedStrength = Number(fields, "subseed_strength") ?? 0,
            SeedResizeFrom = (Integer(fields, "seed_resize_from_w", 0), Integer(fields, "seed_resize_from_h", 0)),
            ConditionalMaskWeight = isInpainting ? Number(attributes, "inpainting_mask_weight") ?? 1.0 : null,
            ClipSkip = Integer(options, "CLIP_stop_at_last_layers", 1),
            EtaNoiseSeedDelta = sampler == "Euler a" ? Number(options, "eta_noise_seed_delta") : null, // only ancestral samplers use it
            InitImageHash = Text(attributes, "init_img_hash"),
            RandomSource = Text(options, "randn_source"),
            Extra = Extra(fields),
            Version = "v1.10.1",
        }, index);
    }

    private static InfotextParameters Extra(JsonElement fields)
    {
        var extra = new InfotextParameters();
        if (fields.TryGetProperty("extra_generation_params", out JsonElement given))
        {
            foreach (JsonProperty parameter in given.EnumerateObject())
            {
                switch (parameter.Value.ValueKind)
                {
                    case JsonValueKind.Array:
                        extra.SetPerImage(parameter.Name, [.. parameter.Value.EnumerateArray().Select(value => value.GetString())]);
                        break;
                    case JsonValueKind.True or JsonValueKind.False:
                        extra.Set(parameter.Name, parameter.Value.GetBoolean());
                        break;
                    case JsonValueKind.Number:
                        extra.Set(parameter.Name, Number(given, parameter.Name));
                        break;
                    default:
                        extra.Set(parameter.Name, parameter.Value.GetString());
                        break;
                }
            }
        }

        return extra;
    }

    private static string? Text(JsonElement holder, string name) => holder.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static int Integer(JsonElement holder, string name, int otherwise) => holder.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : otherwise;

    private static bool IsOn(JsonElement options, string name) => !options.TryGetProperty(name, out JsonElement value) || value.GetBoolean();

    private static PythonNumber? Number(JsonElement holder, string name)
    {
        if (!holder.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        return value.GetRawText().AsSpan().IndexOfAny(".eE") < 0 ? value.GetInt64() : (PythonNumber)value.GetDouble();
    }
}
