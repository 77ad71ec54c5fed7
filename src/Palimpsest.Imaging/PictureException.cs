namespace Palimpsest.Imaging;

/// <summary>A picture cannot be read or written; the message is a sentence fit to show to the user.</summary>
public sealed class PictureException(string message, Exception? inner = null) : Exception(message, inner);
