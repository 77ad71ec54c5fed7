namespace Palimpsest.EndToEnd.Tests.Browser;

/// <summary>The tests that share one server and one browser.</summary>
[CollectionDefinition(Name)]
public sealed class StudioTests : ICollectionFixture<Studio>
{
    public const string Name = "Studio";
}
