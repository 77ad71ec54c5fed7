using System.Text.Json;
using Palimpsest.Checkpoints.Synthetic;
using Palimpsest.Diffusion.Guidance;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Tests.Schedules;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Guidance;

public sealed class CfgDenoiserTests
{
    /// <summary>Of the reference: "cfg_denoiser: 1e-5".</summary>
    private const double Tolerance = 1e-5;

    private const int LatentCount = 4 * 3 * 3;

    public static TheoryData<int, string> Cases => SamplingReference.Rows("cfg_denoiser.json", "cases");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Guidance_is_that_of_the_reference(int index, string name)
    {
        JsonElement element = SamplingReference.Element("cfg_denoiser.json", "cases", index), parameters = element.GetProperty("case");
        JsonElement options = SamplingReference.Options(parameters);
        PictureConditioning[] pictures = Pictures(parameters);
        bool timesteps = SamplingReference.Flag(parameters, "timesteps_denoiser");
        var model = new ToyModel(usesImage: SamplingReference.Flag(parameters, "edit_model") || SamplingReference.Flag(parameters, "crossattn_adm"));
        if (element.TryGetProperty("error", out _))
        {
            Assert.Throws<ArgumentException>(() => new CfgDenoiser(model, pictures, Options(parameters, options)));
            return;
        }

        var cfg = new CfgDenoiser(model, pictures, Options(parameters, options)) { Call = parameters.GetProperty("step").GetInt32() };
        int total = pictures.Length * LatentCount;
        float[] mask = [.. SyntheticWeights.Tensor("cfg/mask", 9).Select(value => value > 0 ? 0.75f : 0)];
        IGuidedDenoiser denoiser = SamplingReference.Flag(parameters, "mask")
            ? new MaskedDenoiser(cfg, new LatentMask(SyntheticWeights.Tensor("cfg/init_latent", total), mask), timesteps ? SamplerKind.Timestep : SamplerKind.Sigma)
            : cfg;

        var actual = new float[total];
        denoiser.Denoise(SyntheticWeights.Tensor("cfg/x", total), (float)parameters.GetProperty("sigma").GetDouble(), actual);

        Assert.Equal(
            element.GetProperty("inner_calls").EnumerateArray().Select(call => (call[1][0].GetInt32(), call[1][1].GetInt32(), (float)call[2][0].GetDouble())),
            model.Calls);
        Close.Within(Tolerance, SamplingReference.Floats(element.GetProperty("denoised")), actual, name);
        if (!timesteps)
        {
            Close.Within(Tolerance, SamplingReference.Floats(element.GetProperty("last_latent")), denoiser.Conditional, "last latent");
        }

        if (element.TryGetProperty("last_noise_uncond", out JsonElement unconditional))
        {
            Close.Within(Tolerance, SamplingReference.Floats(unconditional), denoiser.Unconditional, "last noise without the prompt");
        }

        Assert.Equal(element.GetProperty("step_after").GetInt32(), cfg.Call);
        Assert.Equal(SamplingReference.Flag(element, "padded_cond_uncond") || SamplingReference.Flag(element, "padded_cond_uncond_v0"), cfg.HasPadded);
        JsonElement infotext = element.GetProperty("infotext");
        Assert.Equal(infotext.TryGetProperty("NGMS", out _), cfg.HasSkippedBelow);
        Assert.Equal(infotext.TryGetProperty("Skip Early CFG", out _), cfg.HasSkippedEarly);
    }

    [Fact]
    public void Padded_conditionings_stay_the_same_objects_from_call_to_call()
    {
        var model = new ToyModel(usesImage: false);
        var picture = new PictureConditioning([new PromptPart(Schedule("cfg/cond/a", 154))], Schedule("cfg/uncond/u", 77));
        var cfg = new CfgDenoiser(model, [picture], new GuidanceOptions { PadNegativeToPrompt = true });
        float[] x = new float[LatentCount], result = new float[LatentCount];
        cfg.Denoise(x, 2, result);
        Conditioning first = model.LastConditions[1].Text;
        cfg.Denoise(x, 1, result);
        Assert.Same(first, model.LastConditions[1].Text);
        Assert.Equal(154, first.TokenCount);
    }

    [Fact]
    public void Negative_prompts_of_different_lengths_are_evaluated_apart()
    {
        var model = new ToyModel(usesImage: false);
        var plain = new PictureConditioning([new PromptPart(Schedule("cfg/cond/a", 77))], Schedule("cfg/uncond/u", 77));
        var lengthy = new PictureConditioning([new PromptPart(Schedule("cfg/cond/a", 77))], Schedule("cfg/uncond/v", 154));
        float[] x = SyntheticWeights.Tensor("cfg/x", LatentCount), both = new float[2 * LatentCount], alone = new float[LatentCount];
        new CfgDenoiser(model, [plain, lengthy], new GuidanceOptions()).Denoise([.. x, .. x], 2, both);
        new CfgDenoiser(model, [lengthy], new GuidanceOptions()).Denoise(x, 2, alone);
        Close.Within(Tolerance, alone, both.AsSpan(LatentCount));
    }

    [Theory]
    [InlineData(7.5, 1.5)]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    public void An_edit_models_three_predictions_are_weighed_as_webui_weighs_them(double scale, double imageScale)
    {
        // A model that answers with its text's number plus a tenth of its picture's, so that each prediction is known.
        const double Prompt = 3, Negative = -2, Image = 5;
        double both = Prompt + (Image / 10), image = Negative + (Image / 10), nothing = Negative;
        var picture = new PictureConditioning([new PromptPart(Constant(Prompt))], Constant(Negative), [(float)Image], null);
        var denoiser = new CfgDenoiser(new SumModel(), [picture], new GuidanceOptions { Scale = scale, ImageScale = imageScale });
        var prediction = new float[1];
        denoiser.Denoise([0], 1, prediction);

        // webui.md 4: u0 + cfg·(c − u_img) + image_cfg·(u_img − u0).
        Assert.Equal(nothing + (scale * (both - image)) + (imageScale * (image - nothing)), prediction[0], 1e-5);
        Assert.Equal(both, denoiser.Conditional[0], 1e-6);

        static ConditioningSchedule Constant(double number) => new(new Conditioning([(float)number], 1, null));
    }

    [Fact]
    public void A_picture_without_a_prompt_is_refused() => Assert.Throws<ArgumentException>(
        () => new CfgDenoiser(new ToyModel(usesImage: false), [new PictureConditioning([], Schedule("cfg/uncond/u", 77))], new GuidanceOptions()));

    private sealed class SumModel : INoiseModel
    {
        public void Predict(ReadOnlySpan<float> x, float time, IReadOnlyList<ModelCondition> conditions, Span<float> prediction)
        {
            for (int row = 0; row < conditions.Count; row++)
            {
                prediction[row] = conditions[row].Text.Tokens[0] + (conditions[row].Image![0] / 10);
            }
        }
    }

    private static ConditioningSchedule Schedule(string name, int tokens) => new(Conditioning(name, tokens, vector: false));

    private static Conditioning Conditioning(string name, int tokens, bool vector) =>
        new(SyntheticWeights.Tensor(name, tokens * ToyModel.Width), ToyModel.Width, vector ? SyntheticWeights.Tensor(name + "/vector", 5) : null);

    private static PictureConditioning[] Pictures(JsonElement parameters)
    {
        bool vector = SamplingReference.Flag(parameters, "sdxl_dict"), adm = SamplingReference.Flag(parameters, "crossattn_adm");
        JsonElement prompts = parameters.GetProperty("conds"), negatives = parameters.GetProperty("unconds");
        var pictures = new PictureConditioning[prompts.GetArrayLength()];
        float[] images = SyntheticWeights.Tensor("cfg/image_cond", pictures.Length * LatentCount);
        for (int i = 0; i < pictures.Length; i++)
        {
            PromptPart[] parts = [.. prompts[i].EnumerateArray().Select(
                part => new PromptPart(Read(part.GetProperty("schedule")), part.GetProperty("weight").GetDouble()))];
            float[]? image = adm || SamplingReference.Flag(parameters, "edit_model") ? images[(i * LatentCount)..((i + 1) * LatentCount)] : null;
            pictures[i] = new PictureConditioning(parts, Read(negatives[i]), image, adm ? new float[LatentCount] : image);
        }

        return pictures;

        ConditioningSchedule Read(JsonElement entries) => new(
            [.. entries.EnumerateArray().Select(entry => (entry[0].GetInt32(), Conditioning(entry[1].GetString()!, entry[2].GetInt32(), vector)))]);
    }

    private static GuidanceOptions Options(JsonElement parameters, JsonElement options) => new()
    {
        Scale = parameters.GetProperty("cond_scale").GetDouble(),
        ScaleMultiplier = parameters.GetProperty("cond_scale_miltiplier").GetDouble(),
        ImageScale = parameters.GetProperty("image_cfg_scale").ValueKind == JsonValueKind.Number ? parameters.GetProperty("image_cfg_scale").GetDouble() : null,
        TotalSteps = parameters.GetProperty("total_steps").GetInt32(),
        InOneBatch = !options.TryGetProperty("batch_cond_uncond", out JsonElement batch) || batch.GetBoolean(),
        PadWith = SamplingReference.Flag(options, "pad_cond_uncond") ? Conditioning("cfg/empty", 77, vector: false) : null,
        PadNegativeToPrompt = SamplingReference.Flag(options, "pad_cond_uncond_v0"),
        SkipBelow = parameters.GetProperty("s_min_uncond").GetDouble(),
        SkipBelowAlways = SamplingReference.Flag(options, "s_min_uncond_all"),
        SkipEarly = SamplingReference.Number(options, "skip_early_cond", 0),
    };
}
