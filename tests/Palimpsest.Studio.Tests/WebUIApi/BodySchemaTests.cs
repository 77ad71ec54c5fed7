using System.Text.Json;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.Tests.WebUIApi;

public sealed class BodySchemaTests
{
    [Theory]
    [InlineData("steps", "\"7\"", "7")]
    [InlineData("steps", "7.9", "7")]
    [InlineData("steps", "true", "1")]
    [InlineData("cfg_scale", "\"7.5\"", "7.5")]
    [InlineData("cfg_scale", "8", "8.0")]
    [InlineData("prompt", "5", "\"5\"")]
    [InlineData("tiling", "\"yes\"", "true")]
    [InlineData("tiling", "0", "false")]
    [InlineData("seed", "null", "null")]
    [InlineData("styles", "[\"a\",1]", "[\"a\",\"1\"]")]
    public void Values_are_taken_as_pydantic_takes_them(string field, string given, string expected) =>
        Assert.Equal(expected, Read($$"""{"{{field}}": {{given}}}""").Values[field]?.ToJsonString() ?? "null");

    [Theory]
    [InlineData("""{"steps": "x"}""", """{"loc":["body","steps"],"msg":"value is not a valid integer","type":"type_error.integer"}""")]
    [InlineData("""{"cfg_scale": []}""", """{"loc":["body","cfg_scale"],"msg":"value is not a valid float","type":"type_error.float"}""")]
    [InlineData("""{"prompt": {}}""", """{"loc":["body","prompt"],"msg":"str type expected","type":"type_error.str"}""")]
    [InlineData("""{"styles": [[]]}""", """{"loc":["body","styles",0],"msg":"str type expected","type":"type_error.str"}""")]
    [InlineData("""{"alwayson_scripts": 1}""", """{"loc":["body","alwayson_scripts"],"msg":"value is not a valid dict","type":"type_error.dict"}""")]
    [InlineData("3", """{"loc":["body"],"msg":"value is not a valid dict","type":"type_error.dict"}""")]
    public void What_is_wrong_is_told_as_FastAPI_tells_it(string body, string fault) =>
        Assert.Equal(fault, Assert.Single(Assert.Throws<BodyException>(() => Read(body)).Faults).ToJson().ToJsonString());

    [Fact]
    public void All_faults_are_told_at_once() =>
        Assert.Equal(2, Assert.Throws<BodyException>(() => Read("""{"steps": "x", "width": "y", "unknown": 1}""")).Faults.Count);

    [Theory]
    [InlineData("{not json", "Expecting property name enclosed in double quotes", 1)]
    [InlineData("{\"a\": }", "Expecting value", 6)]
    [InlineData("{\"a\" 1}", "Expecting ':' delimiter", 5)]
    [InlineData("{\"a\": 1 \"b\"}", "Expecting ',' delimiter", 8)]
    [InlineData("[1, 2", "Expecting ',' delimiter", 5)]
    [InlineData("\"abc", "Unterminated string starting at", 0)]
    [InlineData("{} x", "Extra data", 3)]
    [InlineData("\"a\\qb\"", "Invalid \\escape", 2)]
    [InlineData("nope", "Expecting value", 0)]
    public void Broken_JSON_is_told_as_Python_tells_it(string text, string message, int position) =>
        Assert.Equal((message, position), (PythonJsonError.Find(text).Message, PythonJsonError.Find(text).Position));

    [Fact]
    public void Limits_are_told_with_their_numbers()
    {
        var exception = Assert.Throws<BodyException>(() => WebUISchemas.ExtraSingle.Read(JsonDocument.Parse("""{"gfpgan_visibility": 2, "upscaling_resize": 0, "image": null}""").RootElement));
        Assert.Equal(
            ["value_error.number.not_le", "value_error.number.not_gt", "type_error.none.not_allowed"], exception.Faults.Select(fault => fault.Type));
        Assert.Equal("ensure this value is less than or equal to 1", exception.Faults[0].Message);
    }

    private static Body Read(string body) => WebUISchemas.Txt2Img.Read(JsonDocument.Parse(body).RootElement);
}
