namespace Palimpsest.Studio.Jobs;

/// <summary>A picture on its way.</summary>
/// <param name="Number">Counts up over all previews of all jobs; webui's id_live_preview.</param>
/// <param name="File">A picture file.</param>
/// <param name="MediaType">"image/png" or "image/jpeg".</param>
public sealed record LivePreview(long Number, byte[] File, string MediaType);
