using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Tests.Generation;

/// <summary>Requests at the edges of what is allowed: a picture of the right size, or a sentence that says what to change.</summary>
public sealed class UnusualRequestTests(OpenedModel model) : IClassFixture<OpenedModel>
{
    private static readonly GenerationRequest Request = OpenedModel.Small with { Steps = 1 };

    [Theory]
    [InlineData(8, 8)]
    [InlineData(72, 104)]
    [InlineData(200, 136)]
    [InlineData(65, 79)]
    [InlineData(8, 520)]
    public void Sizes_that_are_no_multiples_of_64_or_of_8_work_as_in_webui(int width, int height)
    {
        model.Run(Request with { Width = width, Height = height });
        model.Run(Request with { Width = width, Height = height, InitPictures = [OpenedModel.Pattern(50, 40, 3)] });
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 500)]
    [InlineData(500, 3)]
    [InlineData(1, 70)]
    [InlineData(7, 9)]
    public void Init_pictures_of_every_shape_and_kind_work_in_every_mode(int width, int height)
    {
        foreach (ResizeMode mode in Enum.GetValues<ResizeMode>())
        {
            Picture picture = OpenedModel.Pattern(width, height, channels: 4 - (int)mode);
            Exception? refused = Record.Exception(() => { model.Run(Request with { ResizeMode = mode, InitPictures = [picture] }); });

            // webui fails too: a side would have no pixels, or no latent cell.
            bool tooNarrow = mode == ResizeMode.LatentUpscale ? width < 8 || height < 8
                : mode == ResizeMode.ResizeAndFill && (width * 64 < height || height * 64 < width);
            Assert.True(tooNarrow ? refused is GenerationException or PictureException : refused is null, $"{width} x {height}, {mode}: {refused}");
        }
    }

    public static TheoryData<string, string> Prompts => new()
    {
        { "empty", "" },
        { "long", string.Join(", ", Enumerable.Range(0, 700).Select(i => $"word{i}")) },
        { "one word of 5000 letters", new string('a', 5000) },
        { "commas", new string(',', 400) },
        { "breaks", string.Concat(Enumerable.Repeat("a BREAK ", 40)) },
        { "scripts", "猫 кошка γάτα قط 🐈‍⬛ e\u0301 \u202e\u200b\ufeff" },
        { "half a surrogate", "a \ud83d cat \udc08" },
        { "controls", "a\0b\u0007\u001b[31m\r\n\tc" },
        { "nested", new string('(', 300) + "a" + new string(')', 300) },
        { "nested and open", new string('[', 500) + "a" },
        { "closing only", "))]]a:1.5)" },
        { "schedules", "[[a:b:0.2]:[c|d]:3] [e::0.5] [f:9999] [:g:-1]" },
        { "alternation", "[a|b|c|] [|] [a|(b:1.3)|[c|d]]" },
        { "weights", "(a:0) (b:-1.5) (c: +2) (d:) (e:1e3)" },
        { "AND", "a AND b :0.5 AND c :-1 AND AND d:2" },
        { "unknown tag", "a <unknown:thing:1> <lora> <:> <>" },
        { "end of text", "<|endoftext|> <|startoftext|>" },
        { "comments", "# nothing else\n#" },
    };

    [Theory]
    [MemberData(nameof(Prompts))]
    public void Every_prompt_gives_a_picture(string what, string prompt)
    {
        Assert.NotEmpty(what);
        model.Run(Request with { Prompt = prompt });
        model.Run(Request with { NegativePrompt = prompt, Settings = new GenerationSettings { PadCondUncond = true } });
    }

    [Fact]
    public void Weights_that_are_no_numbers_are_refused_in_words()
    {
        Assert.Throws<PromptException>(() => { model.Run(Request with { Prompt = "(a:1.1.1)" }); });
        Exception? exception = Record.Exception(() => { model.Run(Request with { Prompt = $"(a:{new string('9', 400)})" }); });
        Assert.True(exception is GenerationException or PromptException, $"{exception}");
    }

    [Theory]
    [InlineData(0L, 0L)]
    [InlineData(4294967296L, 4294967297L)]
    [InlineData(long.MaxValue - 3, long.MaxValue - 3)]
    public void Large_seeds_count_on_through_the_batches(long seed, long subseed)
    {
        foreach ((string sampler, string source) in ((string, string)[])[("Euler a", "CPU"), ("DPM++ SDE", "NV")])
        {
            GenerationRequest request = OpenedModel.Small with
            {
                Sampler = sampler,
                Seed = seed,
                Subseed = subseed,
                BatchSize = 2,
                BatchCount = 2,
                Settings = new GenerationSettings { RandomSource = source },
            };
            Assert.Equal([seed, seed + 1, seed + 2, seed + 3], model.Run(request).Pictures.Select(made => made.Seed));
        }
    }

    [Fact]
    public void A_seed_that_leaves_no_room_for_the_batch_is_refused()
    {
        GenerationRequest request = Request with { Seed = long.MaxValue, BatchCount = 2 };
        Assert.Contains("9223372036854775807", Assert.Throws<GenerationException>(() => { model.Run(request); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Torchs_generator_takes_the_low_half_of_a_seed_as_webui_does()
    {
        byte[] Pixels(long seed, string source) =>
            model.Run(Request with { Seed = seed, Settings = new GenerationSettings { RandomSource = source } }).Pictures[0].Picture.Pixels;
        Assert.Equal(Pixels(5, "CPU"), Pixels((1L << 32) + 5, "CPU"));
        Assert.NotEqual(Pixels(5, "NV"), Pixels((1L << 32) + 5, "NV"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(12)]
    public void Clip_skip_works_or_names_the_layers_there_are(int skip)
    {
        GenerationRequest request = Request with { Settings = new GenerationSettings { ClipSkip = skip } };
        if (skip <= model.Model.Text.Layers)
        {
            model.Run(request);
        }
        else
        {
            Assert.Contains($"{model.Model.Text.Layers} layers", Assert.Throws<GenerationException>(() => { model.Run(request); }).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(-30)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void Every_guidance_scale_gives_a_picture(int scale) => model.Run(Request with { CfgScale = scale });
}
