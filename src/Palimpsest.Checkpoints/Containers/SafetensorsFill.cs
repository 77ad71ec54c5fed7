namespace Palimpsest.Checkpoints;

/// <summary>Gives the bytes of <paramref name="tensor"/> from byte <paramref name="start"/> on: little-endian, row-major, all of <paramref name="destination"/>.</summary>
public delegate void SafetensorsFill(TensorSpec tensor, long start, Span<byte> destination);
