namespace Palimpsest.Cli.Generation;

/// <summary>A picture that only has to be written.</summary>
/// <param name="Infotext">The generation parameters in webui's form, which the file will carry.</param>
/// <param name="Write">Writes the file's bytes in the format of the extension (".png", ".jpg"), with the quality from 1 to 100 where the format has one.</param>
internal sealed record FinishedPicture(long Seed, int Width, int Height, string Infotext, Action<Stream, string, int> Write);
