namespace Palimpsest.Studio;

/// <summary>The database or the files beside it cannot be written now: the disk is full, or another program has the database locked. Nothing of the change was stored; trying again may help.</summary>
public sealed class StudioStorageException(string message, Exception inner) : Exception(message, inner);
