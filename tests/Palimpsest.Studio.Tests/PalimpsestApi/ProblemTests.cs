using System.Text.Json.Nodes;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.Tests.WebUIApi;

namespace Palimpsest.Studio.Tests.PalimpsestApi;

public sealed class ProblemTests(ReferenceStudio studio) : IClassFixture<ReferenceStudio>
{
    [Theory]
    [InlineData("{\"promt\": \"x\"}", 400, "promt")]
    [InlineData("{\"steps\": \"2\"}", 400, "steps")]
    [InlineData("{", 400, null)]
    [InlineData("{\"steps\": 0}", 422, "steps")]
    [InlineData("{\"sampler\": \"Eulr\"}", 422, "sampler_name")]
    [InlineData("{\"pictures\": [{}]}", 422, "pictures")]
    [InlineData("{\"pictures\": [{\"id\": 99}]}", 422, "pictures")]
    [InlineData("{\"pictures\": [{\"data\": \"####\"}]}", 422, null)]
    [InlineData("{\"settings\": {\"nope\": 1}}", 422, "settings")]
    [InlineData("{\"script\": {\"name\": \"nope\"}}", 422, null)]
    [InlineData("{\"width\": 1000000, \"height\": 1000000}", 422, "width")]
    [InlineData("{\"resizeMode\": 1}", 400, "resizeMode")]
    public async Task What_is_wrong_is_told_as_a_problem(string body, int status, string? field)
    {
        (int answered, JsonNode? problem) = await studio.SendAsync("POST", "/api/v1/jobs", body);
        Assert.True(status == answered, $"{answered}: {problem?.ToJsonString()}");
        Assert.Contains(field ?? "", problem!["field"]?.GetValue<string>() ?? problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(problem["detail"]!.GetValue<string>().Length > 10);
        Assert.Equal(0, (await studio.Studio.Queue.ListAsync(new JobQuery())).Total);
    }
}
