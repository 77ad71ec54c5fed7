using System.Globalization;
using System.Text.Json;
using Palimpsest.Diffusion.Files;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Tests.Prompts;
using Palimpsest.Imaging;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Files;

public sealed class FileNamePatternTests
{
    private const string File = "prompts/filenames.json";

    public static IEnumerable<ITheoryDataRow> Cases => ReferenceCases.Of(File);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_pattern_gives_webuis_name(int number)
    {
        JsonElement @case = ReferenceCases.At(File, number), input = @case.GetProperty("case");

        string name = new FileNamePattern(input[1].GetString()!).Apply(Subject(input[0].GetString()!));

        Assert.Equal(@case.GetProperty("result").GetString(), name);
    }

    [Theory]
    [InlineData("[batch_number<5>]", "[batch_number]")]
    [InlineData("[datetime<a><b><c>]", "[datetime]")]
    [InlineData("[prompt_hash<-60>]", "7f17")]
    [InlineData("x[sampler]>", "xEuler a>")]
    [InlineData("[sampler_scheduler]", "Euler a Karras")]
    public void Patterns_beside_the_reference(string pattern, string name) => Assert.Equal(name, new FileNamePattern(pattern).Apply(Subject("batch")));

    [Fact]
    public void A_folder_ends_in_no_slash_and_no_blank() =>
        Assert.Equal("a/8", new FileNamePattern("  a/[seed] / ").ApplyToFolder(Subject("batch")));

    private static FileNameSubject Subject(string name)
    {
        JsonElement set = Reference.Json(File).GetProperty("sets").GetProperty(name), job = set.GetProperty("p");
        int batch = job.GetProperty("batch_size").GetInt32(), iteration = job.GetProperty("iteration").GetInt32();
        JsonElement cfg = job.GetProperty("cfg_scale"), strength = job.GetProperty("denoising_strength");
        byte[] pixels = [.. Enumerable.Repeat<byte[]>([10, 20, 30], 640 * 384).SelectMany(pixel => pixel)];
        return new FileNameSubject
        {
            Seed = set.GetProperty("seed").GetInt64(),
            JobSeeds = [.. job.GetProperty("all_seeds").EnumerateArray().Select(seed => seed.GetInt64())],
            Steps = job.GetProperty("steps").GetInt32(),
            CfgScale = Number(cfg),
            Width = 640,
            Height = 384,
            DenoisingStrength = strength.ValueKind == JsonValueKind.Null ? null : Number(strength),
            Sampler = job.GetProperty("sampler_name").GetString()!,
            Scheduler = job.GetProperty("scheduler").GetString()!,
            ModelName = "v1-5-pruned-emaonly",
            ModelHash = job.GetProperty("sd_model_hash").GetString()!,
            Styles = [.. job.GetProperty("styles").EnumerateArray().Select(style => style.GetString()!)],
            Prompt = set.GetProperty("prompt").GetString()!,
            PromptWithoutStyles = set.GetProperty("prompt").GetString()!,
            JobPrompt = job.GetProperty("prompt").GetString()!,
            NegativePrompt = job.GetProperty("negative_prompt").GetString()!,
            Now = new DateTimeOffset(2024, 3, 9, 14, 5, 7, 123, TimeSpan.Zero),
            JobTime = DateTimeOffset.ParseExact(job.GetProperty("job_timestamp").GetString()!, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            BatchSize = batch,
            JobSize = batch * job.GetProperty("n_iter").GetInt32(),
            Index = (iteration * batch) + job.GetProperty("batch_index").GetInt32(),
            IsArchive = set.GetProperty("zip").GetBoolean(),
            User = job.GetProperty("user").GetString(),
            BaseName = set.GetProperty("basename").GetString()!,
            Picture = new Picture(640, 384, 3, pixels),
        };
    }

    private static PythonNumber Number(JsonElement value) => PythonNumber.TryParse(value.GetRawText(), out PythonNumber number) ? number : throw new JsonException(value.GetRawText());
}
