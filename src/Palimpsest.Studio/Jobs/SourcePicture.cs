using Palimpsest.Diffusion.Jobs;

namespace Palimpsest.Studio.Jobs;

/// <summary>One picture of a batch.</summary>
/// <param name="Name">Its file's name without extension.</param>
/// <param name="Picture">1 to 4 channels.</param>
/// <param name="Mask">Its own mask; null: the request's, if it has one.</param>
/// <param name="Own">What it has of its own in place of the request's; prompts without styles until the request is accepted. Null: nothing.</param>
public sealed record SourcePicture(string Name, PictureReference Picture, PictureReference? Mask = null, SourceSettings? Own = null);
