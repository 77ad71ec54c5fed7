namespace Palimpsest.Imaging.Jpeg;

/// <summary>
/// A component's rows at the picture's full size. Halved components are interpolated with the triangle filter ("fancy upsampling" of
/// libjpeg-turbo, to the bit: weights 3/4 and 1/4, rounding alternating so that no drift builds up); other ratios repeat samples.
/// </summary>
internal sealed class ComponentRows
{
    /// <summary>Narrower components have no inner samples to interpolate; the IJG library repeats them.</summary>
    private const int NarrowestInterpolated = 3;

    private readonly Component _component;
    private readonly int _across;
    private readonly int _down;
    private readonly bool _isInterpolated;
    private readonly byte[] _row;

    /// <summary>Vertical sums of one row, 4 times the samples' scale.</summary>
    private readonly int[] _sums;

    public ComponentRows(Component component, Frame frame)
    {
        _component = component;
        (_across, int horizontalRest) = Math.DivRem(frame.MaxHorizontal, component.HorizontalSampling);
        (_down, int verticalRest) = Math.DivRem(frame.MaxVertical, component.VerticalSampling);
        if (horizontalRest != 0 || verticalRest != 0)
        {
            throw new PictureException(
                $"The JPEG's component {component.Id} is sampled {component.HorizontalSampling} x {component.VerticalSampling} within {frame.MaxHorizontal} x {frame.MaxVertical}, no whole ratio, which is not supported; save it anew with ordinary subsampling.");
        }

        _isInterpolated = (_across, _down) switch
        {
            (1, 2) => true,
            (2, 1) or (2, 2) => component.Width >= NarrowestInterpolated,
            _ => false,
        };
        _row = new byte[component.Stride * _across];
        _sums = new int[_isInterpolated && _down == 2 ? component.Width : 0];
    }

    /// <summary>Row <paramref name="y"/> of the picture, at least as long as the picture is wide; valid until the next call.</summary>
    public ReadOnlySpan<byte> Row(int y)
    {
        ReadOnlySpan<byte> near = SourceRow(y / _down);
        if (!_isInterpolated)
        {
            return _across == 1 ? near : Repeat(near);
        }

        if (_down == 1)
        {
            InterpolateAcross(near);
            return _row;
        }

        bool isUpper = (y & 1) == 0;
        int farRow = Math.Clamp((y / 2) + (isUpper ? -1 : 1), 0, _component.Height - 1);
        SumDown(near, SourceRow(farRow));
        if (_across == 1)
        {
            int rounding = isUpper ? 1 : 2;
            for (int x = 0; x < _sums.Length; x++)
            {
                _row[x] = (byte)((_sums[x] + rounding) >> 2);
            }
        }
        else
        {
            InterpolateSumsAcross();
        }

        return _row;
    }

    private ReadOnlySpan<byte> SourceRow(int y) => _component.Samples.AsSpan(y * _component.Stride, _component.Stride);

    private byte[] Repeat(ReadOnlySpan<byte> source)
    {
        for (int x = 0; x < _component.Width; x++)
        {
            _row.AsSpan(x * _across, _across).Fill(source[x]);
        }

        return _row;
    }

    private void SumDown(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far)
    {
        for (int x = 0; x < _sums.Length; x++)
        {
            _sums[x] = (near[x] * 3) + far[x];
        }
    }

    private void InterpolateAcross(ReadOnlySpan<byte> source)
    {
        int last = _component.Width - 1;
        byte[] row = _row;
        row[0] = source[0];
        row[1] = (byte)(((source[0] * 3) + source[1] + 2) >> 2);
        for (int x = 1; x < last; x++)
        {
            int middle = source[x] * 3;
            row[2 * x] = (byte)((middle + source[x - 1] + 1) >> 2);
            row[(2 * x) + 1] = (byte)((middle + source[x + 1] + 2) >> 2);
        }

        row[2 * last] = (byte)(((source[last] * 3) + source[last - 1] + 1) >> 2);
        row[(2 * last) + 1] = source[last];
    }

    private void InterpolateSumsAcross()
    {
        int[] sums = _sums;
        int last = sums.Length - 1;
        byte[] row = _row;
        row[0] = (byte)(((sums[0] * 4) + 8) >> 4);
        row[1] = (byte)(((sums[0] * 3) + sums[1] + 7) >> 4);
        for (int x = 1; x < last; x++)
        {
            int middle = sums[x] * 3;
            row[2 * x] = (byte)((middle + sums[x - 1] + 8) >> 4);
            row[(2 * x) + 1] = (byte)((middle + sums[x + 1] + 7) >> 4);
        }

        row[2 * last] = (byte)(((sums[last] * 3) + sums[last - 1] + 8) >> 4);
        row[(2 * last) + 1] = (byte)(((sums[last] * 4) + 7) >> 4);
    }
}
