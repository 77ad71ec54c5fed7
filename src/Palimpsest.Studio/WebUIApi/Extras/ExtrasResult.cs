namespace Palimpsest.Studio.WebUIApi.Extras;

/// <summary>What came of pictures.</summary>
/// <param name="Images">As texts.</param>
/// <param name="Infotext">What was done to the last of them; "" for nothing.</param>
internal sealed record ExtrasResult(IReadOnlyList<string> Images, string Infotext);
